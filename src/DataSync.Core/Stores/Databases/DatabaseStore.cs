using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.Databases.Migrations;

namespace DataSync.Stores.Databases;

/// <summary>A store that keeps each table as a table of a database, and its books beside it.</summary>
internal sealed class DatabaseStore(DatabaseServer server, DatabaseLimits limits, StoreContext context) : IStore, IMigratesTables
{
    private readonly TimeProvider _time = context.Time;

    public async Task<StoreTest> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
            var (version, missing) = await server.InspectAsync(connection, cancellationToken);
            return new StoreTest(Reachable: true, Writable: missing.Count == 0, FreeBytes: null, MissingRights.Describe(missing), version, missing);
        }
        catch (DataSyncException e)
        {
            return new StoreTest(Reachable: e.Id != "StoreUnreachable", Writable: false, FreeBytes: null, $"{e.Message} {e.Advice}");
        }
        catch (Exception e) when (server.IsServerError(e))
        {
            var error = server.Explain(e);
            return new StoreTest(Reachable: error.Id != "StoreUnreachable", Writable: false, FreeBytes: null, $"{error.Message} {error.Advice}");
        }
    }

    public Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        var tables = new List<TableInfo>();
        if (!await server.HasBookkeepingAsync(connection, cancellationToken)) return tables;
        var book = new Bookkeeping(server, connection);
        foreach (var record in await book.ListAsync(cancellationToken))
        {
            if (await server.FindColumnsAsync(connection, record.Table, cancellationToken) is null) continue;
            var (slices, rows, last) = await book.SumAsync(record.Birth, cancellationToken);
            // where keys decide, fewer rows may be there than came
            var isExact = record.Mode is WriteMode.Append or WriteMode.ReplaceSlice || record.Key.Count == 0;
            tables.Add(new TableInfo(record.Table, isExact ? rows : null, await server.SizeAsync(connection, record.Table, cancellationToken), slices, last));
        }
        return (IReadOnlyList<TableInfo>)tables;
    });

    public Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        if (!await server.HasBookkeepingAsync(connection, cancellationToken) || await new Bookkeeping(server, connection).FindAsync(table, cancellationToken) is not { } record) return null;
        return await server.FindColumnsAsync(connection, table, cancellationToken) is null ? null : record.State;
    });

    public IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string table, long afterSequence, CancellationToken cancellationToken) => ExplainAsync(MarkersAsync(table, afterSequence, cancellationToken), cancellationToken);

    public async Task<ITargetWriter> OpenWriterAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            return await GuardAsync(() => OpenAsync(spec, cancellationToken));
        }
        catch (DataSyncException e) when (e.Id == "StoreNotWritable")
        {
            throw MissingRights.Name(e, (await TestAsync(cancellationToken)).MissingRights);
        }
    }

    public IAsyncEnumerable<RowBatch> ReadAsync(string table, ReadQuery query, CancellationToken cancellationToken) => ExplainAsync(DatabaseReader.ReadAsync(server, table, query, limits, cancellationToken), cancellationToken);

    public Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await using (var connection = await server.ConnectAsync(forWriting: false, cancellationToken))
            if (!await server.HasBookkeepingAsync(connection, cancellationToken)) return 0L;
        await using var session = await TableSession.OpenExistingAsync(server, table, TableRemoval.Holder, lockTimeout, _time, cancellationToken);
        return session is null ? 0 : slices is null ? await TableRemoval.RemoveAsync(session, cancellationToken) : await TableRemoval.RemoveAsync(session, slices, cancellationToken);
    });

    /// <summary>Servers keep their tables tidy themselves; what they may lack is statistics of rows that came in bulk.</summary>
    public Task<TableOptimization> OptimizeAsync(string table, TimeSpan lockTimeout, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (await GetStateAsync(table, cancellationToken) is null)
            throw new DataSyncException("TableNotFound", $"There is no table '{table}' of DataSync in '{server.Place}'.", "Get-DsStore -Detail lists the tables of a store.");
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        var before = await server.SizeAsync(connection, table, cancellationToken);
        await server.AnalyzeAsync(connection, table, cancellationToken);
        return new TableOptimization(null, null, before, await server.SizeAsync(connection, table, cancellationToken));
    });

    public Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) => GuardAsync(() => Migrator.CheckAsync(table, steps, cancellationToken));

    public Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) => GuardAsync(() => Migrator.ScriptAsync(table, steps, cancellationToken));

    public IReadOnlyList<SchemaStep> ReadSteps(string script) => Migrator.ReadSteps(script);

    public Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken) => GuardAsync(() => Migrator.MigrateAsync(migration, cancellationToken));

    public Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken) => GuardAsync(() => Migrator.ReadMigrationsAsync(table, cancellationToken));

    public ValueTask DisposeAsync()
    {
        server.Release();
        return ValueTask.CompletedTask;
    }

    private DatabaseMigrator Migrator => new(server, this, context.Workspace, _time);

    private async Task<ITargetWriter> OpenAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        var session = await TableSession.OpenAsync(server, spec, _time, cancellationToken);
        try
        {
            return await DatabaseWriter.OpenAsync(session, spec, limits, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async IAsyncEnumerable<SliceMarker> MarkersAsync(string table, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await server.ConnectAsync(forWriting: false, cancellationToken);
        var book = new Bookkeeping(server, connection);
        if (!await server.HasBookkeepingAsync(connection, cancellationToken) || await book.FindAsync(table, cancellationToken) is not { } record) yield break;
        if (await server.FindColumnsAsync(connection, table, cancellationToken) is null) yield break;
        await foreach (var marker in book.ReadMarkersAsync(record.Birth, afterSequence, cancellationToken)) yield return marker;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (server.IsServerError(e))
        {
            throw server.Explain(e);
        }
    }

    private async IAsyncEnumerable<T> ExplainAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = items.GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync(async () => await each.MoveNextAsync())) yield return each.Current;
    }
}
