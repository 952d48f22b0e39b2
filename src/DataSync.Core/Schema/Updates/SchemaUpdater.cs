using DataSync.Catalog;
using DataSync.Introspection;
using DataSync.State;
using DataSync.Sync;

namespace DataSync.Schema;

/// <summary>
/// Follows what a vendor changed: the page is read again, what differs becomes one change set, and once that is agreed to, the dataset, the plans that use it and the tables they write follow.
/// </summary>
/// <param name="workspace">The workspace.</param>
/// <param name="services">Opens stores.</param>
/// <param name="fetcher">Reads pages.</param>
public sealed class SchemaUpdater(Workspace workspace, EngineServices services, DocumentFetcher fetcher)
{
    /// <summary>How long to wait for a table's writer.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The line of a scriptblock that uses a name; null: words are looked for.</summary>
    public Func<string, string, int?>? FindInScript { get; init; }

    /// <summary>Finds what is to change; nothing is changed.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="renames">What has another name now, old to new, as far as somebody confirmed it.</param>
    /// <param name="policy">What is to be followed.</param>
    /// <param name="again">True: the page is read even where the server says that it is as it was.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DataSyncException">The page cannot be read, or no longer describes the dataset; <c>RenameInvalid</c>.</exception>
    public async Task<SchemaUpdate> PrepareAsync(Dataset dataset, IReadOnlyDictionary<string, string> renames, UpdatePolicy policy, bool again, CancellationToken cancellationToken)
    {
        var (page, validators) = await ReadPageAsync(dataset, again || renames.Count > 0, cancellationToken);
        // where the page changed nothing, names may still say how the tables follow the dataset
        var inDataset = renames.Where(r => dataset.FindColumn(r.Key) is not null || dataset.FindParameter(r.Key) is not null).ToDictionary();
        var all = page is null ? [] : SchemaComparison.Compare(dataset, page, inDataset).ToList();
        var kept = all.Where(d => d is { Part: SchemaPart.Column, Kind: SchemaDifferenceKind.Removed } && dataset.Key.Contains(d.Name)).ToList(); // rows would have no key without it
        var followed = all.Except(kept).Where(d => SchemaSelection.IsFollowed(d, policy)).ToList();
        var after = page is null ? dataset : SchemaSelection.Apply(dataset, page, followed);
        var left = all.Except(followed).ToList();
        if (page is not null && left.Count == 0) after = after with { Fingerprint = page.Fingerprint, Title = page.Title, RowCap = page.RowCap ?? after.RowCap, Points = page.Points ?? after.Points };
        if (!DatasetRevision.SameSchema(dataset, after)) after = after with { SchemaVersion = dataset.SchemaVersion + 1 };
        var plans = workspace.Plans.All().Where(p => p.Dataset.Equals(dataset.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        var update = new SchemaUpdate
        {
            Dataset = dataset.Name,
            Status = all.Count > 0 ? SchemaUpdateStatus.Reported : SchemaUpdateStatus.Unchanged,
            FromVersion = dataset.SchemaVersion,
            ToVersion = after.SchemaVersion,
            Changes = followed,
            Left = left,
            Plans = [.. PlanCheck.Find(plans, policy == UpdatePolicy.ReportOnly ? all : followed, FindInScript)],
            After = after,
            Renames = followed.Where(d => d.Kind == SchemaDifferenceKind.Renamed).DistinctBy(d => d.Before).ToDictionary(d => d.Before!, d => d.After!),
            Validators = left.Count == 0 ? validators : null,
        };
        if (policy == UpdatePolicy.ReportOnly) return update;
        update = await WithMigrationsAsync(update, plans, renames, policy, cancellationToken);
        return update with { Status = update.Migrations.Count > 0 || update.Problems.Count > 0 ? SchemaUpdateStatus.Reported : update.Status };
    }

    /// <summary>Carries a change set out: the dataset's version, the plans, the migrations. What is done stays done where a later part fails; the next update or Invoke-DsMigration goes on.</summary>
    /// <param name="update">What <see cref="PrepareAsync"/> found.</param>
    /// <param name="told">Told what is being done.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<SchemaUpdate> ApplyAsync(SchemaUpdate update, Action<string> told, CancellationToken cancellationToken)
    {
        var runner = new MigrationRunner(workspace, services);
        // scripts are written first: a kill between leaves migrations that wait, and no dataset that its tables do not follow
        var migrations = update.Migrations.Select(m => m.File is null ? workspace.Migrations.Add(m) : m).ToList();
        var saved = workspace.Datasets.Update(update.Dataset, d => d.SchemaVersion == update.FromVersion ? update.After : throw new DataSyncException("DatasetChanged", $"{update.Dataset}: another process changed the dataset meanwhile.", "Run Update-DsSchema again."), "Update-DsSchema", update.Renames);
        workspace.History.WritePage(update.Dataset, update.Validators);
        if (update.Renames.Count > 0)
        {
            foreach (var plan in workspace.Plans.All().Where(p => p.Dataset.Equals(update.Dataset, StringComparison.OrdinalIgnoreCase)).ToList())
                if (PlanCheck.Follow(plan, update.Renames) is var followed && followed != plan) workspace.Plans.Update(plan.Name, p => PlanCheck.Follow(p, update.Renames));
        }
        var problems = update.Problems.ToList();
        for (var i = 0; i < migrations.Count; i++)
        {
            told($"{update.Dataset}: migrating table {migrations[i].Table} in store {migrations[i].Store}: {migrations[i].Id}");
            try
            {
                migrations[i] = await runner.RunAsync(migrations[i].Id, MigrationDirection.Up, LockTimeout, cancellationToken);
            }
            catch (DataSyncException e)
            {
                problems.Add($"{e.Message} {e.Advice}");
                migrations[i] = workspace.Migrations.Get(migrations[i].Id);
            }
        }
        return Noted(update with
        {
            Status = migrations.Exists(m => m.IsDue) ? SchemaUpdateStatus.Partial : SchemaUpdateStatus.Updated,
            ToVersion = saved.SchemaVersion,
            Migrations = migrations,
            Problems = [.. problems.Distinct()],
        });
    }

    /// <summary>Writes what came of an update into the record of runs.</summary>
    public SchemaUpdate Noted(SchemaUpdate update)
    {
        var now = services.Time.GetUtcNow().UtcDateTime;
        var changed = update.Status is SchemaUpdateStatus.Updated or SchemaUpdateStatus.Partial;
        new RunLog(new StateDatabase(workspace.StatePath), services.Time).Save(new Run
        {
            Id = $"{now:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid().ToString("N")[..6]}",
            Dataset = update.Dataset,
            Status = update.Status == SchemaUpdateStatus.Partial ? RunStatus.Partial : RunStatus.Done,
            Started = now,
            Finished = now,
            Message = $"Schema: {(changed ? $"version {update.ToVersion}, {update.Changes.Count} changes followed, {update.Migrations.Count(m => !m.IsDue)} tables migrated" : "nothing changed")}; left: {update.Left.Count}.{string.Concat(update.Changes.Concat(update.Left).Select(c => $" {c}."))}{string.Concat(update.Problems.Select(p => $" {p}"))}",
        });
        return update;
    }

    private async Task<(Dataset? Page, DocumentValidators? Validators)> ReadPageAsync(Dataset dataset, bool again, CancellationToken cancellationToken)
    {
        if (dataset.Uri is not { } link) return (null, null);
        var known = again ? null : workspace.History.ReadPage(dataset.Name);
        var options = new DatasetImportOptions { Source = dataset.Source, Known = known is null ? new Dictionary<string, DocumentValidators>() : new Dictionary<string, DocumentValidators> { [link] = known } };
        await foreach (var import in new DatasetImporter(fetcher, [dataset]).ImportAsync([link], options, cancellationToken))
        {
            if (import.Error is { } error) throw error;
            if (import.Status == DatasetImportStatus.NotModified) return (null, known);
            if (import.Dataset!.Api == dataset.Api) return (import.Dataset with { Name = dataset.Name }, import.Validators);
        }
        throw new DataSyncException("DocumentNotApi", $"{link}: this page no longer describes '{dataset.Api}'.", "Look at the page; if the interface has another name or page now, import that (Import-DsDataset).");
    }

    private async Task<SchemaUpdate> WithMigrationsAsync(SchemaUpdate update, List<Plan> plans, IReadOnlyDictionary<string, string> renames, UpdatePolicy policy, CancellationToken cancellationToken)
    {
        var (runner, migrations, problems, isDestructive) = (new MigrationRunner(workspace, services), new List<Migration>(), new List<string>(), false);
        foreach (var plan in plans.DistinctBy(p => (p.Store.ToUpperInvariant(), p.TargetTable)))
        {
            try
            {
                var waiting = workspace.Migrations.Due(plan.Store, plan.TargetTable);
                await using var store = services.Open(workspace.Stores.Get(plan.Store), workspace);
                if (await store.GetStateAsync(plan.TargetTable, cancellationToken) is not { } state) continue;
                var follower = PlanCheck.Follow(plan, update.Renames);
                var steps = MigrationPlanner.Plan(state, update.After, follower.Key.Count > 0 ? follower.Key : update.After.Key, NamesSince, policy);
                if (waiting.Count == 0 && steps.Count == 0) continue;
                // what waits already comes first, and says itself what it does
                migrations.AddRange(waiting);
                if (waiting.Count == 0) migrations.Add(await runner.DraftAsync(plan.Store, plan.TargetTable, steps, $"{update.Dataset}: {string.Join("; ", update.Changes.Select(c => c.ToString()))}", cancellationToken) with { Dataset = update.Dataset, ToVersion = update.ToVersion });
                var outlook = await runner.LookAsync(migrations[^1], MigrationDirection.Up, cancellationToken);
                isDestructive |= outlook.Destructive.Count > 0;
                problems.AddRange(outlook.Problems.Select(p => $"table {plan.TargetTable} in store {plan.Store}: {p}"));
            }
            catch (DataSyncException e)
            {
                problems.Add($"table {plan.TargetTable} in store {plan.Store}: {e.Message} {e.Advice}");
            }
        }
        return update with { Migrations = migrations, Problems = problems, IsDestructive = isDestructive || update.Changes.Any(c => c.Kind == SchemaDifferenceKind.Removed && c.Part == SchemaPart.Column) };

        IEnumerable<string> NamesSince(string column)
        {
            if (update.Renames.TryGetValue(column, out var now) || renames.TryGetValue(column, out now)) yield return now;
            foreach (var name in workspace.History.NamesSince(update.Dataset, column)) yield return update.Renames.GetValueOrDefault(name, name);
        }
    }
}
