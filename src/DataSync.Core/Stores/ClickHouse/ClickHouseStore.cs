using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.ClickHouse.Migrations;
using DataSync.Stores.Databases;

namespace DataSync.Stores.ClickHouse;

/// <summary>A store that keeps each table as a table of a ClickHouse database, and its books beside it.</summary>
internal sealed class ClickHouseStore(ClickHouseServer server, ClickHouseLimits limits, StoreContext context) : IStore, IMigratesTables
{
    private static readonly string[] Rights = ["SELECT", "INSERT", "ALTER TABLE", "CREATE TABLE", "DROP TABLE", "TRUNCATE"];

    private const int MostAttempts = 3;

    private readonly ClickHouseDdl _ddl = new(server.Options.Cluster);

    private ClickHouseBook Book => new(server, _ddl);
    private ClickHouseMigrator Migrator => new(server, this, context);

    public async Task<StoreTest> TestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = (await server.QueryAsync("SELECT version()", r => r[0].GetString()!, cancellationToken)).Single();
            var missing = new List<string>();
            foreach (var right in Rights)
            {
                if (!await server.IsGrantedAsync($"{right} ON {ClickHouseNames.Quote(server.Options.Database.Database)}.*", cancellationToken)) missing.Add($"{right} on {server.Options.Database.Database}.*");
            }
            if ((await server.QueryAsync("SELECT toUInt64(getSetting('readonly'))", r => r[0].ToString(), cancellationToken)) is not ["0"]) missing.Add("the setting readonly = 0");
            // a user need not be allowed to see the disks
            var free = missing.Count > 0 ? null : await FreeBytesAsync(cancellationToken);
            return new StoreTest(Reachable: true, Writable: missing.Count == 0, free, MissingRights.Describe(missing), $"ClickHouse {version}", missing);
        }
        catch (DataSyncException e)
        {
            return new StoreTest(Reachable: e.Id != "StoreUnreachable", Writable: false, FreeBytes: null, $"{e.Message} {e.Advice}");
        }
        catch (Exception e) when (ClickHouseErrors.IsServerError(e))
        {
            var error = ClickHouseErrors.Explain(server.Place, e);
            return new StoreTest(Reachable: error.Id != "StoreUnreachable", Writable: false, FreeBytes: null, $"{error.Message} {error.Advice}");
        }
    }

    public Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var tables = new List<TableInfo>();
        foreach (var (record, name) in await Book.ListAsync(cancellationToken))
        {
            if (name != _ddl.Local(record.Table)) continue; // a generation that is being built
            string[] birth = [record.Uuid.ToString("n")];
            var (slices, last) = (await server.QueryAsync($"SELECT count(), toUnixTimestamp64Milli(max(committed)) FROM {ClickHouseNames.Slice} FINAL WHERE birth = {{p0:String}}", r => (r[0].GetInt64(), r[1].GetInt64()), cancellationToken, birth)).Single();
            var (_, bytes) = await MeasureAsync(name, cancellationToken);
            // where keys decide, older rows lie there until the server merges them away
            long? rows = record.IsKeyed ? null : (await server.QueryAsync($"SELECT count() FROM {ClickHouseNames.Quote(record.Table)}", r => r[0].GetInt64(), cancellationToken)).Single();
            tables.Add(new TableInfo(record.Table, rows, bytes, slices, slices > 0 ? DateTime.UnixEpoch.AddMilliseconds(last) : null));
        }
        return (IReadOnlyList<TableInfo>)tables;
    });

    public Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken) => GuardAsync(async () => (await Book.FindAsync(table, cancellationToken))?.State);

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

    public IAsyncEnumerable<RowBatch> ReadAsync(string table, ReadQuery query, CancellationToken cancellationToken) => ExplainAsync(RowsAsync(table, query, cancellationToken), cancellationToken);

    public Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (await Book.FindTableAsync(_ddl.Local(table), cancellationToken) is null) return 0L;
        await using var session = await ClickHouseSession.OpenAsync(server, context, table, ClickHouseRemoval.Holder, lockTimeout, cancellationToken);
        return session is null ? 0 : slices is null ? await ClickHouseRemoval.RemoveAsync(session, cancellationToken) : await ClickHouseRemoval.RemoveAsync(session, slices, cancellationToken);
    });

    /// <summary>Has the server merge a table's parts, partition by partition, so that each key's older rows go. Partitions that are one part already are left alone.</summary>
    public Task<TableOptimization> OptimizeAsync(string table, TimeSpan lockTimeout, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (await Book.FindTableAsync(_ddl.Local(table), cancellationToken) is null) throw NotFound(table);
        await using var session = await ClickHouseSession.OpenAsync(server, context, table, "an optimization", lockTimeout, cancellationToken) ?? throw NotFound(table);
        var before = await MeasureAsync(_ddl.Local(table), cancellationToken);
        await server.ExecuteAsync(_ddl.Optimize(table), cancellationToken);
        var after = await MeasureAsync(_ddl.Local(table), cancellationToken);
        return new TableOptimization(before.Parts, after.Parts, before.Bytes, after.Bytes);
    });

    public Task<IReadOnlyList<MigrationProblem>> CheckAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) => GuardAsync(() => Migrator.CheckAsync(table, steps, cancellationToken));

    public Task<MigrationScript> ScriptAsync(string table, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken) => GuardAsync(() => Migrator.ScriptAsync(table, steps, cancellationToken));

    public IReadOnlyList<SchemaStep> ReadSteps(string script) => ClickHouseMigrator.ReadSteps(script);

    public Task<MigrationResult> MigrateAsync(TableMigration migration, CancellationToken cancellationToken) => GuardAsync(() => Migrator.MigrateAsync(migration, cancellationToken));

    public Task<IReadOnlyList<AppliedMigration>> ReadMigrationsAsync(string table, CancellationToken cancellationToken) => GuardAsync(() => Migrator.ReadMigrationsAsync(table, cancellationToken));

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The parts of a table on the machine that is asked, and their bytes.</summary>
    private async Task<(long Parts, long Bytes)> MeasureAsync(string local, CancellationToken cancellationToken) =>
        (await server.QueryAsync("SELECT count(), sum(bytes_on_disk) FROM system.parts WHERE active AND database = currentDatabase() AND table = {p0:String}", r => (r[0].GetInt64(), r[1].GetInt64()), cancellationToken, [local])).Single();

    private DataSyncException NotFound(string table) =>
        new("TableNotFound", $"There is no table '{table}' of DataSync in '{server.Place}'.", "Get-DsStore lists stores; a table is made by its first Invoke-DsSync.");

    private async Task<ITargetWriter> OpenAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        var session = await ClickHouseSession.OpenAsync(server, context, spec, cancellationToken);
        try
        {
            return await ClickHouseWriter.OpenAsync(session, spec, limits, cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    private async Task<long?> FreeBytesAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await server.QueryAsync("SELECT toInt64(unreserved_space) FROM system.disks WHERE name = 'default'", r => (long?)r[0].GetInt64(), cancellationToken)).FirstOrDefault();
        }
        catch (global::ClickHouse.Driver.ClickHouseServerException)
        {
            return null; // the user may not see the disks
        }
    }

    private async IAsyncEnumerable<SliceMarker> MarkersAsync(string table, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (record, hasSome) = (await Book.FindAsync(table, cancellationToken), false);
        while (record is not null)
        {
            await foreach (var marker in Book.ReadMarkersAsync(record.Uuid, afterSequence, cancellationToken))
            {
                hasSome = true;
                yield return marker;
            }
            // another table may have taken this one's place in between, and its markers are forgotten
            if (hasSome || await Book.FindAsync(table, cancellationToken) is not { } now || now.Uuid == record.Uuid) yield break;
            record = now;
        }
    }

    /// <summary>Reads the table in one statement, which sees one moment of it. What was before a commit is kept only where commits do nothing but add.</summary>
    private async IAsyncEnumerable<RowBatch> RowsAsync(string table, ReadQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var record = await Book.FindAsync(table, cancellationToken) ?? throw NotFound(table);
            // columns may be as they are being changed to already, without the record saying so
            if (attempt % 2 == 1 && record.NextColumns is { } next) record = record with { Columns = next };
            await using var batches = RowsAsync(record, query, cancellationToken).GetAsyncEnumerator(cancellationToken);
            bool hasMore;
            try
            {
                hasMore = await batches.MoveNextAsync();
            }
            catch (Exception e) when (attempt < MostAttempts && (ClickHouseErrors.IsServerError(e) || e is DataSyncException { Id: "TableChanged" }))
            {
                // a change took place between the look at the record and the statement, or is taking place
                if (await Book.FindAsync(table, cancellationToken) is { } now && (now.Uuid != record.Uuid || now.NextColumns is not null || !now.Columns.SequenceEqual(record.Columns))) continue;
                throw;
            }
            for (; hasMore; hasMore = await batches.MoveNextAsync()) yield return batches.Current;
            yield break;
        }
    }

    private IAsyncEnumerable<RowBatch> RowsAsync(TableRecord record, ReadQuery query, CancellationToken cancellationToken)
    {
        var rowQuery = new RowQuery(record.TableColumns, query);
        var conditions = new ClickHouseConditions();
        var where = conditions.ForQuery(rowQuery.Columns, query, out var isWhole);
        if (query.AsOf is { } sequence && record.Mode is WriteMode.Append) where.Add($"{ClickHouseNames.CommitColumn} <= {conditions.Add(sequence)}");
        var limit = query.First is { } first && isWhole && !query.Distinct && query.OrderBy.Count == 0 ? FormattableString.Invariant($" LIMIT {Math.Max(first, 0)}") : "";
        var sql = $"SELECT {string.Join(", ", rowQuery.Columns.Select(c => ClickHouseNames.Quote(c.Name)))} FROM {ClickHouseNames.Quote(record.Table)}{(record.IsKeyed ? " FINAL" : "")}{(where.Count > 0 ? " WHERE " + string.Join(" AND ", where) : "")}{limit}";
        return rowQuery.ApplyAsync(server.ReadAsync(sql, rowQuery.Columns, conditions.Parameters, limits.ReadRows, cancellationToken, [.. rowQuery.Columns.Select(c => ClickHouseTypes.Name(c.Type, isNullable: false))]), cancellationToken);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (ClickHouseErrors.IsServerError(e))
        {
            throw ClickHouseErrors.Explain(server.Place, e);
        }
    }

    private async IAsyncEnumerable<T> ExplainAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = items.GetAsyncEnumerator(cancellationToken);
        while (await GuardAsync(async () => await each.MoveNextAsync())) yield return each.Current;
    }
}
