using DataSync.Catalog;
using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>Changes tables of a database: what every server has in common.</summary>
internal sealed class DatabaseMigrator(DatabaseServer server, IStore store, Workspace workspace, TimeProvider time)
{
    private readonly SqlDialect _dialect = server.Dialect;

    public async Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var (record, _) = await FindAsync(table, cancellationToken);
        Refuse(record, steps);
        return await LookAsync(record, steps, cancellationToken);
    }

    public async Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var (record, physical) = await FindAsync(table, cancellationToken);
        Refuse(record, steps);
        var shape = TableShape.Of(record.State);
        var down = StepInverse.Of(shape, steps);
        var (after, columns) = (shape.Apply(steps), steps.Aggregate(physical, (p, s) => SqlDialect.After(s, p)));
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        return new(await RenderAsync(connection, record, shape, steps, physical, cancellationToken), down is null ? "" : await RenderAsync(connection, record, after, down, columns, cancellationToken));
    }

    public IReadOnlyList<SchemaStep> ReadSteps(string script) => SqlScript.Parse(script, _dialect.HasBackslashes).Steps;

    public async Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken)
    {
        var script = SqlScript.Parse(migration.Script, _dialect.HasBackslashes);
        await FindAsync(migration.Table, cancellationToken);
        await using var session = await TableSession.OpenExistingAsync(server, migration.Table, migration.Holder, migration.LockTimeout, time, cancellationToken) ?? throw NotFound(migration.Table);
        await session.SettleAsync(cancellationToken);
        var done = await new MigrationBook(server, session.Connection).ReadAsync(migration.Table, cancellationToken);
        if (MigrationRules.IsApplied(migration, done)) return new(WasApplied: false, session.Record.State);
        Refuse(session.Record, script.Steps);
        var problems = await LookAsync(session.Record, script.Steps, cancellationToken);
        if (problems.Count > 0) throw DataCheck.Refusal(migration.Table, problems);
        var record = session.Record;
        var shape = TableShape.Of(record.State).Apply(script.Steps);
        var pending = new PendingMigration
        {
            Id = migration.Id,
            Checksum = migration.Checksum,
            Script = migration.Script,
            At = MigrationRules.After(time, done),
            By = migration.Holder,
            Columns = TargetRecord.ToJson(shape.Columns),
            Key = shape.Key,
            Partitioning = shape.Partitioning,
            VersionColumn = shape.VersionColumn,
            Renames = Renames(script.Steps),
        };
        await _dialect.RunAsync(session.Connection, session, script.Statements, pending, columns => MigrationRules.Verify(migration.Table, columns, shape), cancellationToken);
        return new(WasApplied: true, pending.Apply(record).State);
    }

    public async Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        return await new MigrationBook(server, connection).ReadAsync(table, cancellationToken);
    }

    private async Task<(TargetRecord Record, IReadOnlyList<string> Physical)> FindAsync(string table, CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        if (!await server.HasBookkeepingAsync(connection, cancellationToken) || await new Bookkeeping(server, connection).FindAsync(table, cancellationToken) is not { } record) throw NotFound(table);
        return (record, await server.FindColumnsAsync(connection, table, cancellationToken) ?? throw NotFound(table));
    }

    /// <summary>Refuses what the rules of tables, or the server, do not allow.</summary>
    private void Refuse(TargetRecord record, IReadOnlyList<SchemaStep> steps)
    {
        var shape = TableShape.Of(record.State);
        foreach (var step in steps)
        {
            var after = shape.Apply(step);
            _dialect.Refuse(record, shape, step, after);
            shape = after;
        }
        server.Check(MigrationRules.Specify(record.Table, record.Mode, shape));
    }

    private Task<IReadOnlyList<MigrationProblem>> LookAsync(TargetRecord record, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var key = record.Mode == WriteMode.Append ? [] : TableShape.Of(record.State).Apply(steps).Key;
        return DataCheck.RunAsync(store, record.State, record.Table, steps, cancellationToken, vector => server.FindUnrepresentable(vector, key.Contains(vector.Column.Name), key.Count));
    }

    private async Task<string> RenderAsync(System.Data.Common.DbConnection connection, TargetRecord record, TableShape shape, IReadOnlyList<SchemaStep> steps, IReadOnlyList<string> physical, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, object?>(await _dialect.DescribeAsync(connection, record, shape, steps, physical, cancellationToken)) { ["table"] = server.Table(record.Table), ["name"] = record.Table };
        var described = new List<object?>();
        foreach (var step in steps)
        {
            var after = shape.Apply(step);
            described.Add(MigrationRules.Describe(step, _dialect.Describe(record, shape, step, after, physical)));
            (shape, physical) = (after, SqlDialect.After(step, physical));
        }
        variables["steps"] = described;
        return MigrationText.Render(workspace, _dialect.Template, variables);
    }

    private static Dictionary<string, string> Renames(IReadOnlyList<SchemaStep> steps)
    {
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var step in steps.OfType<RenameColumn>())
        {
            var first = renames.FirstOrDefault(r => r.Value == step.Name).Key ?? step.Name;
            renames[first] = step.To;
        }
        return renames;
    }

    private DataSyncException NotFound(string table) => new("TableNotFound", $"There is no table '{table}' of DataSync in '{server.Place}'.", "Get-DsStore NAME -Detail lists the tables.");
}
