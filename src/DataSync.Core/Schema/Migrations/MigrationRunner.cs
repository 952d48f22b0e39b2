using DataSync.Catalog;
using DataSync.Stores;
using DataSync.Sync;

namespace DataSync.Schema;

/// <summary>Makes migrations of tables, and carries them out.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="services">Opens stores.</param>
public sealed class MigrationRunner(Workspace workspace, EngineServices services)
{
    private static string Self => $"{Environment.UserName} on {Environment.MachineName}";

    /// <summary>A migration of some steps, with its scripts; it is not saved.</summary>
    /// <param name="store">The store's name.</param>
    /// <param name="table">The table.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="why">Why.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DataSyncException"><c>StoreNotFound</c>; as <see cref="IMigratesTables.ScriptAsync"/>.</exception>
    public async Task<Migration> DraftAsync(string store, string table, IReadOnlyList<SchemaStep> steps, string why, CancellationToken cancellationToken)
    {
        var definition = workspace.Stores.Get(store);
        await using var opened = services.Open(definition, workspace);
        var script = await TableMigrator.Of(opened, definition.Kind).ScriptAsync(table, steps, cancellationToken);
        return new Migration { Store = definition.Name, Table = table, Created = Now, By = Self, Why = why, Up = script.Up, Down = script.Down };
    }

    /// <summary>The steps of a migration's script, those that could take something away, and the data that stands in the way.</summary>
    public async Task<MigrationOutlook> LookAsync(Migration migration, MigrationDirection direction, CancellationToken cancellationToken)
    {
        var definition = workspace.Stores.Get(migration.Store);
        await using var opened = services.Open(definition, workspace);
        var migrator = TableMigrator.Of(opened, definition.Kind);
        var steps = migrator.ReadSteps(ScriptOf(migration, direction));
        var state = await opened.GetStateAsync(migration.Table, cancellationToken) ?? throw new DataSyncException("TableNotFound", $"Store '{migration.Store}' has no table '{migration.Table}'.", "Remove the migration's files, if the table went for good.");
        var shape = TableShape.Of(state);
        var destructive = new List<SchemaStep>();
        foreach (var step in steps)
        {
            if (shape.IsDestructive(step)) destructive.Add(step);
            shape = shape.Apply(step);
        }
        return new(steps, destructive, await migrator.CheckAsync(migration.Table, steps, cancellationToken));
    }

    /// <summary>Carries a saved migration out and notes what came of it; one that the table has taken already changes nothing.</summary>
    /// <returns>The migration with the note.</returns>
    /// <exception cref="DataSyncException"><c>MigrationChanged</c>, <c>MigrationOrder</c>, <c>MigrationNoDown</c>; as <see cref="IMigratesTables.MigrateAsync"/>.</exception>
    public async Task<Migration> RunAsync(string id, MigrationDirection direction, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var migration = workspace.Migrations.Get(id);
        RefuseOutOfTurn(migration, direction);
        var definition = workspace.Stores.Get(migration.Store);
        await using var opened = services.Open(definition, workspace);
        var migrator = TableMigrator.Of(opened, definition.Kind);
        var script = ScriptOf(migration, direction);
        MigrationResult result;
        try
        {
            result = await migrator.MigrateAsync(new TableMigration
            {
                Id = direction == MigrationDirection.Up ? id : $"{id}.down",
                Table = migration.Table,
                Script = script,
                LockTimeout = lockTimeout,
                Holder = $"migration {id}, {Self}",
            }, cancellationToken);
        }
        catch (DataSyncException e)
        {
            workspace.Migrations.Note(id, new(direction, Now, Self, migration.Checksum, IsDone: false, $"{e.Id}: {e.Message}"));
            throw;
        }
        if (migrator.ReadSteps(script).OfType<ChangeKey>().Any()) FollowKey(migration, result.State.Key);
        return workspace.Migrations.Note(id, new(direction, Now, Self, migration.Checksum, IsDone: true, result.WasApplied ? "done" : "the table had it already"));
    }

    private DateTime Now => services.Time.GetUtcNow().UtcDateTime;

    private static string ScriptOf(Migration migration, MigrationDirection direction) => direction == MigrationDirection.Up ? migration.Up
        : migration.Down.Length > 0 ? migration.Down
        : throw new DataSyncException("MigrationNoDown", $"Migration '{migration.Id}' has no script that takes it back.", "Write one beside the other, with 'down' for 'up' in its name; or synchronize the table anew.");

    private void RefuseOutOfTurn(Migration migration, MigrationDirection direction)
    {
        if (migration.Status == MigrationStatus.Changed)
        {
            throw new DataSyncException("MigrationChanged", $"Migration '{migration.Id}' was carried out, and its script '{Path.GetFileName(migration.File)}' was edited since.",
                "Set the script back (its checksum is kept), and put the change into a migration of its own (New-DsMigration).");
        }
        var of = workspace.Migrations.All().Where(m => m.Store.Equals(migration.Store, StringComparison.OrdinalIgnoreCase) && m.Table == migration.Table).ToList();
        var wrong = direction == MigrationDirection.Up
            ? of.Find(m => string.CompareOrdinal(m.Id, migration.Id) < 0 && m.IsDue)
            : of.FindLast(m => string.CompareOrdinal(m.Id, migration.Id) > 0 && m.Status is MigrationStatus.Applied or MigrationStatus.Changed);
        if (wrong is not null)
            throw new DataSyncException("MigrationOrder", $"Migration '{migration.Id}' comes {(direction == MigrationDirection.Up ? "after" : "before")} '{wrong.Id}' of the same table, which {(direction == MigrationDirection.Up ? "waits" : "is to be taken back first")}.", $"Invoke-DsMigration {wrong.Id} first, or remove its files.");
        if (direction == MigrationDirection.Down && migration.Status != MigrationStatus.Applied) throw new DataSyncException("MigrationOrder", $"Migration '{migration.Id}' is {migration.Status}, so there is nothing to take back.", "Get-DsMigration shows how migrations stand.");
    }

    /// <summary>Gives the plans that write the table its new key, as they would be refused otherwise.</summary>
    private void FollowKey(Migration migration, IReadOnlyList<string> key)
    {
        foreach (var plan in workspace.Plans.All().Where(p => p.Store.Equals(migration.Store, StringComparison.OrdinalIgnoreCase) && p.TargetTable == migration.Table).ToList())
        {
            var now = plan.Key.Count > 0 ? plan.Key : workspace.Datasets.Find(plan.Dataset)?.Key ?? [];
            if (!now.SequenceEqual(key)) workspace.Plans.Update(plan.Name, p => p with { Key = key });
        }
    }
}

/// <summary>What a migration would do.</summary>
/// <param name="Steps">Its steps.</param>
/// <param name="Destructive">Those that take something away, or could.</param>
/// <param name="Problems">Data that stands in the way.</param>
public sealed record MigrationOutlook(IReadOnlyList<SchemaStep> Steps, IReadOnlyList<SchemaStep> Destructive, IReadOnlyList<MigrationProblem> Problems);
