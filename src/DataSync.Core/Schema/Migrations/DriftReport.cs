using System.Runtime.CompilerServices;
using DataSync.Catalog;
using DataSync.Sync;

namespace DataSync.Schema;

/// <summary>Something in which a stored table disagrees with the workspace.</summary>
/// <param name="Store">The store.</param>
/// <param name="Table">The table.</param>
/// <param name="Kind">What disagrees: Dataset, or Migration.</param>
/// <param name="Message">How.</param>
/// <param name="Advice">What to do.</param>
public sealed record MigrationDrift(string Store, string Table, string Kind, string Message, string Advice)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Store}/{Table}: {Message}";
}

/// <summary>Finds in what stored tables disagree with their datasets and with the workspace's migrations.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="services">Opens stores.</param>
public sealed class DriftReport(Workspace workspace, EngineServices services)
{
    /// <summary>All disagreements.</summary>
    /// <param name="store">Only tables of this store; null: all that plans write.</param>
    /// <param name="failed">Told of a table that could not be asked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async IAsyncEnumerable<MigrationDrift> ReadAsync(string? store, Action<string, DataSyncException> failed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var migrations = workspace.Migrations.All();
        foreach (var plan in workspace.Plans.All().Where(p => store is null || p.Store.Equals(store, StringComparison.OrdinalIgnoreCase)).DistinctBy(p => (p.Store.ToUpperInvariant(), p.TargetTable)))
        {
            var found = new List<MigrationDrift>();
            try
            {
                await FindAsync(plan, migrations, found, cancellationToken);
            }
            catch (DataSyncException e)
            {
                failed($"{plan.Store}/{plan.TargetTable}", e);
            }
            foreach (var drift in found) yield return drift;
        }
    }

    private async Task FindAsync(Plan plan, IReadOnlyList<Migration> migrations, List<MigrationDrift> found, CancellationToken cancellationToken)
    {
        var (definition, dataset) = (workspace.Stores.Get(plan.Store), workspace.Datasets.Get(plan.Dataset));
        await using var opened = services.Open(definition, workspace);
        if (await opened.GetStateAsync(plan.TargetTable, cancellationToken) is not { } state) return;
        foreach (var step in MigrationPlanner.Plan(state, dataset, plan.Key.Count > 0 ? plan.Key : dataset.Key, name => workspace.History.NamesSince(dataset.Name, name)))
            found.Add(new(plan.Store, plan.TargetTable, "Dataset", $"to be as dataset '{dataset.Name}' says: {step}", $"Update-DsSchema {dataset.Name}"));
        if (opened is not IMigratesTables migrator) return;
        var known = migrations.Where(m => m.Store.Equals(plan.Store, StringComparison.OrdinalIgnoreCase) && m.Table == plan.TargetTable).ToList();
        var taken = await migrator.ReadMigrationsAsync(plan.TargetTable, cancellationToken);
        foreach (var applied in taken)
        {
            var isDown = applied.Id.EndsWith(".down", StringComparison.Ordinal);
            var migration = known.Find(m => m.Id == (isDown ? applied.Id[..^".down".Length] : applied.Id));
            if (migration is null) Add($"the table took migration '{applied.Id}' at {applied.At:u} ({applied.By}), which the workspace does not have", "Get its files from the workspace that made it.");
            else if (!isDown && TableMigration.ChecksumOf(migration.Up) != applied.Checksum) Add($"the table took migration '{applied.Id}' with another script than the workspace has", "Set the script back, and put the change into a migration of its own.");
            else if (!isDown && migration.IsDue) Add($"the table took migration '{applied.Id}', and the workspace says that it waits", $"Invoke-DsMigration {applied.Id} notes it.");
        }
        foreach (var migration in known.Where(m => m.Status is MigrationStatus.Applied or MigrationStatus.Changed && taken.All(t => t.Id != m.Id)))
            Add($"the workspace says that migration '{migration.Id}' was carried out, and the table, perhaps made anew since, does not know it", "If its columns are as they should be, there is nothing to do.");

        void Add(string message, string advice) => found.Add(new(plan.Store, plan.TargetTable, "Migration", message, advice));
    }
}
