using ClickHouse.Driver;
using DataSync.Schema;
using DataSync.State;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// A table that is held for writing. The server has no transactions, so a commit is decided in one insert, of the table's record with the commit in it,
/// and then carried out in steps that can be repeated: the rows' parts are linked into the table, the markers are written, the record says so. Whoever
/// opens the table next carries out what was decided, and drops what was not. Opening raises the record's epoch, and a writer of an older one can decide
/// nothing any more: its records are lower, and its stage is gone.
/// </summary>
internal sealed class ClickHouseSession : IAsyncDisposable
{
    private readonly WriterLease _lease;

    private ClickHouseSession(ClickHouseServer server, ClickHouseDdl ddl, TimeProvider time, WriterLease lease, TableRecord live)
    {
        (Server, Ddl, Time, _lease, Live, Record) = (server, ddl, time, lease, live, live);
        Book = new ClickHouseBook(server, ddl);
    }

    public ClickHouseServer Server { get; }
    public ClickHouseDdl Ddl { get; }
    public ClickHouseBook Book { get; }
    public TimeProvider Time { get; }
    /// <summary>The table that readers see.</summary>
    public TableRecord Live { get; private set; }
    /// <summary>The table that is written: that one, or the generation that is to take its place.</summary>
    public TableRecord Record { get; private set; }

    private string Name => Record.Generation is null ? Record.Table : ClickHouseNames.Generation(Record.Table);

    /// <summary>Opens a table that there is; null where there is none.</summary>
    public static async Task<ClickHouseSession?> OpenAsync(ClickHouseServer server, StoreContext context, string table, string holder, TimeSpan lockTimeout, CancellationToken cancellationToken) =>
        await OpenAsync(server, context, table, holder, lockTimeout, (_, _, found) => Task.FromResult(found), cancellationToken);

    /// <summary>Opens a table, or makes it.</summary>
    public static async Task<ClickHouseSession> OpenAsync(ClickHouseServer server, StoreContext context, TargetSpec spec, CancellationToken cancellationToken)
    {
        TargetChecks.Refuse(spec);
        var session = (await OpenAsync(server, context, spec.Table, spec.Holder, spec.LockTimeout, async (book, ddl, found) =>
        {
            if (found is null) return await CreateAsync(server, ddl, book, spec, cancellationToken);
            TargetChecks.RefuseMismatch(found, spec);
            await TargetChecks.RefuseChangedAsync(server, ddl, found, cancellationToken);
            return found;
        }, cancellationToken))!;
        try
        {
            await session.CommentAsync(spec, cancellationToken);
            if (spec.Mode == WriteMode.Replace) await session.BeginGenerationAsync(spec, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>What was found wrong, and is no reason to stop.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Decides a commit and carries it out.</summary>
    public async Task CommitAsync(PendingCommit commit, CancellationToken cancellationToken)
    {
        if (!_lease.IsHeld()) throw Lost();
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Decide, () => UpdateAsync(Record with { Pending = commit }, cancellationToken));
        Record = await CarryOutAsync(Record, Name, isRedo: false, cancellationToken);
    }

    /// <summary>Gives the table other columns.</summary>
    public async Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        TargetChecks.RefuseChange(Record, columns);
        if (!_lease.IsHeld()) throw Lost();
        foreach (var column in columns)
        {
            if (Record.Columns.FirstOrDefault(c => c.Name == column.Name) is not { Type.Kind: DataKind.Int64 } || column.Type.Kind != DataKind.Double) continue;
            var name = ClickHouseNames.Quote(column.Name);
            if ((await Server.QueryAsync($"SELECT {name} FROM {ClickHouseNames.Quote(Name)} WHERE toInt128(toFloat64({name})) != {name} LIMIT 1", r => r[0].ToString(), cancellationToken)) is [var value])
                throw TargetChecks.NotWidened(Record.Table, column, $"which does not hold its value {value} exactly");
        }
        await UpdateAsync(Record with { NextColumns = [.. columns.Select(c => new StoredColumn(c.Name, c.Type))] }, cancellationToken);
        Record = await AlterAsync(Record, Name, cancellationToken);
    }

    /// <summary>
    /// Lets a migrated copy take the table's place. It has a record and markers of its own, so one exchange of names changes all at once for readers; that it is to be done, the table's record
    /// says first, and then whoever comes next does it.
    /// </summary>
    /// <param name="next">The copy's record.</param>
    /// <param name="translate">What conditions of slices are in the copy.</param>
    /// <param name="cancellationToken">Ends the work, until it is decided.</param>
    public async Task SucceedAsync(TableRecord next, Func<IReadOnlyList<StoredCondition>, IReadOnlyList<StoredCondition>?> translate, CancellationToken cancellationToken)
    {
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Birth, () => Book.WriteAsync(next, cancellationToken));
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Markers, () => Book.CopyMarkersAsync(Record.Uuid, next.Uuid, translate, cancellationToken));
        if (!_lease.IsHeld()) throw Lost();
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Decide, () => UpdateAsync(Record with { Successor = next.Uuid }, cancellationToken));
        Live = Record = await FinishMigrationAsync(Server, Book, Ddl, Record, CancellationToken.None);
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Clean, () => DropStagesAsync(CancellationToken.None));
    }

    /// <summary>Notes a migration that changed nothing of what the record says.</summary>
    public Task NoteAsync(AppliedMigration migration, CancellationToken cancellationToken) =>
        _lease.IsHeld() ? ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Decide, () => UpdateAsync(Record with { Migrations = [.. Record.Migrations, migration] }, cancellationToken)) : throw Lost();

    /// <summary>Drops a copy that is not to take the table's place. Where that fails too, the next who opens the table does it.</summary>
    public async Task CleanAsync()
    {
        try
        {
            await DropStagesAsync(CancellationToken.None);
        }
        catch (Exception e) when (ClickHouseErrors.IsServerError(e))
        {
            // what went wrong before is what is to be told
        }
    }

    /// <summary>Drops a generation that was begun.</summary>
    public async Task DropGenerationAsync(CancellationToken cancellationToken)
    {
        var name = ClickHouseNames.Generation(Live.Table);
        if (await Book.FindTableAsync(Ddl.Local(name), cancellationToken) is not { } aside) return;
        await DropAsync(name, cancellationToken);
        await Book.ForgetAsync(aside.Uuid, cancellationToken);
        await DropStagesAsync(cancellationToken); // that of a decided commit too, as its table is gone
    }

    /// <summary>Lets the generation take the table's place: names, rows and records change at once, as each table has its own.</summary>
    public async Task SwapAsync(CancellationToken cancellationToken)
    {
        if (!_lease.IsHeld()) throw Lost();
        await UpdateAsync(Record with { Migrations = Live.Migrations }, cancellationToken); // fails where another writer took over
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Swap, () => Server.ExecuteAsync(Ddl.Exchange(Live.Table, ClickHouseNames.Generation(Live.Table)), cancellationToken));
        var old = Live;
        Live = Record;
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Clean, async () =>
        {
            await DropAsync(ClickHouseNames.Generation(Live.Table), cancellationToken);
            await Book.ForgetAsync(old.Uuid, cancellationToken);
        });
    }

    /// <summary>Takes markers back: an index of them must be built anew.</summary>
    public Task ReviseAsync(CancellationToken cancellationToken) => UpdateAsync(Record with { Revision = Record.Revision + 1 }, cancellationToken);

    /// <summary>Drops the table, and all that belongs to it.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await DropAsync(Live.Table, cancellationToken);
        await DropAsync(ClickHouseNames.Generation(Live.Table), cancellationToken);
        await Book.ForgetGoneAsync(Live.Table, cancellationToken);
    }

    public async Task DropAsync(string table, CancellationToken cancellationToken)
    {
        foreach (var statement in Ddl.Drop(table)) await Server.ExecuteAsync(statement, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _lease.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<ClickHouseSession?> OpenAsync(ClickHouseServer server, StoreContext context, string table, string holder, TimeSpan lockTimeout,
        Func<ClickHouseBook, ClickHouseDdl, TableRecord?, Task<TableRecord?>> find, CancellationToken cancellationToken)
    {
        var ddl = new ClickHouseDdl(server.Options.Cluster);
        var book = new ClickHouseBook(server, ddl);
        var lease = await WriterLease.TakeAsync(new StateDatabase(context.Workspace.StatePath), context.Time, $"{server.Place}/{table}", table, holder, lockTimeout, cancellationToken);
        try
        {
            var found = await TargetChecks.FindOwnAsync(server, book, ddl, table, cancellationToken);
            if (found is not null) found = await FinishMigrationAsync(server, book, ddl, found, cancellationToken);
            if (await find(book, ddl, found) is not { } record)
            {
                lease.Dispose();
                return null;
            }
            var session = new ClickHouseSession(server, ddl, context.Time, lease, record);
            session.Record = await session.ClaimAsync(record with { Generation = null }, record.Table, cancellationToken);
            if (session.Record.Successor is not null) // decided in the meantime, by a writer that lost its lease
                session.Record = await session.ClaimAsync(await FinishMigrationAsync(server, book, ddl, session.Record, cancellationToken), record.Table, cancellationToken);
            session.Live = session.Record;
            await session.DropStagesAsync(cancellationToken);
            return session;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static async Task<TableRecord?> CreateAsync(ClickHouseServer server, ClickHouseDdl ddl, ClickHouseBook book, TargetSpec spec, CancellationToken cancellationToken)
    {
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Bookkeeping, () => book.CreateAsync(cancellationToken));
        await book.ForgetGoneAsync(spec.Table, cancellationToken);
        return await CreateAsync(server, ddl, book, spec, spec.Table, generation: null, cancellationToken);
    }

    /// <summary>The record comes first, under a UUID that is chosen here: a table without one would be taken for somebody else's.</summary>
    private static async Task<TableRecord> CreateAsync(ClickHouseServer server, ClickHouseDdl ddl, ClickHouseBook book, TargetSpec spec, string name, string? generation, CancellationToken cancellationToken)
    {
        var record = new TableRecord
        {
            Table = spec.Table,
            Uuid = Guid.NewGuid(),
            Mode = spec.Mode,
            Key = spec.Key,
            Partitioning = spec.Partitioning?.ToString(),
            VersionColumn = spec.Mode is WriteMode.Upsert or WriteMode.Replace ? spec.VersionColumn : null,
            Columns = [.. spec.Columns.Select(c => new StoredColumn(c.Name, c.Type))],
            Generation = generation,
            Version = 1,
        };
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Birth, () => book.WriteAsync(record, cancellationToken));
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Create, async () =>
        {
            foreach (var statement in ddl.Create(name, record, spec.Columns, string.IsNullOrWhiteSpace(spec.Description) ? null : spec.Description)) await server.ExecuteAsync(statement, cancellationToken);
        });
        return record;
    }

    /// <summary>Brings the comments of the table and its columns to what the dataset says. They are for people: what goes wrong with them is told, and the rows are written all the same.</summary>
    private async Task CommentAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        var found = await Book.ReadCommentsAsync(Ddl.Local(spec.Table), cancellationToken);
        var columns = spec.Columns.Where(c => found.TryGetValue(c.Name, out var text) && Differs(c.Description, text)).ToList();
        try
        {
            foreach (var statement in Ddl.Comment(spec.Table, Differs(spec.Description, found[""]) ? spec.Description : null, columns)) await Server.ExecuteAsync(statement, cancellationToken);
        }
        catch (ClickHouseServerException e)
        {
            Warnings = [$"The comments of table '{spec.Table}' could not be brought up to date: {ClickHouseErrors.Explain(Server.Place, e).Message}"];
        }

        static bool Differs(string? said, string found) => !string.IsNullOrWhiteSpace(said) && said != found;
    }

    /// <summary>Goes on with the generation of the same set of slices, or begins one.</summary>
    private async Task BeginGenerationAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        var name = ClickHouseNames.Generation(spec.Table);
        var id = spec.Generation ?? Guid.NewGuid().ToString("n");
        if (await Book.FindTableAsync(Ddl.Local(name), cancellationToken) is { } aside)
        {
            // a table that was swapped out is no generation: opening it said so
            if (await Book.ReadAsync(aside.Uuid, cancellationToken) is { } record && record.Generation == id && record.VersionColumn == spec.VersionColumn)
            {
                Record = await ClaimAsync(record, name, cancellationToken);
                await DropStagesAsync(cancellationToken); // of the commit that was carried out just now
                return;
            }
            await DropGenerationAsync(cancellationToken);
        }
        Record = await ClaimAsync(await CreateAsync(Server, Ddl, Book, spec, name, id, cancellationToken), name, cancellationToken);
    }

    /// <summary>Makes this writer the one whose records hold, and finishes what another left.</summary>
    private async Task<TableRecord> ClaimAsync(TableRecord found, string name, CancellationToken cancellationToken)
    {
        var claim = found with { Version = found.NextEpoch() };
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Claim, () => Book.WriteAsync(claim, cancellationToken));
        // a writer that lost its lease may have decided a commit in the meantime
        if (await Book.ReadAsync(claim.Uuid, cancellationToken, below: claim.Version) is { } last && last.Version > found.Version)
        {
            claim = last with { Generation = found.Generation, Version = claim.Version + 1 };
            await Book.WriteAsync(claim, cancellationToken);
        }
        var record = await CarryOutAsync(claim, name, isRedo: true, cancellationToken);
        return await AlterAsync(record, name, cancellationToken);
    }

    private async Task<TableRecord> CarryOutAsync(TableRecord record, string name, bool isRedo, CancellationToken cancellationToken)
    {
        if (record.Pending is not { } commit) return record;
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Apply, () => new CommitApply(Server, Ddl, record, name, commit).RunAsync(isRedo, cancellationToken));
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Markers, () => Book.WriteMarkersAsync(record, commit, cancellationToken));
        var settled = record with { Sequence = commit.Sequence, Pending = null, Version = record.Version + 1 };
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Settle, () => Book.WriteAsync(settled, cancellationToken));
        return settled;
    }

    private async Task<TableRecord> AlterAsync(TableRecord record, string name, CancellationToken cancellationToken)
    {
        if (record.NextColumns is not { } next) return record;
        IReadOnlyList<Column> columns = [.. next.Select(c => new Column(c.Name, c.Type))];
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Evolve, async () =>
        {
            await Server.ExecuteAsync(Ddl.Alter(name, record, columns), cancellationToken);
            if (Ddl.AlterDistributed(name, record, columns) is { } distributed) await Server.ExecuteAsync(distributed, cancellationToken);
        });
        var altered = record with { Columns = next, NextColumns = null, Version = record.Version + 1 };
        await Book.WriteAsync(altered, cancellationToken);
        return altered;
    }

    /// <summary>Puts a copy that was decided to take a table's place there.</summary>
    /// <returns>The record of the table that is in place then.</returns>
    private static async Task<TableRecord> FinishMigrationAsync(ClickHouseServer server, ClickHouseBook book, ClickHouseDdl ddl, TableRecord record, CancellationToken cancellationToken)
    {
        if (record.Successor is not { } successor) return record;
        var aside = ClickHouseNames.Migrated(record.Table);
        while ((await book.FindTableAsync(ddl.Local(record.Table), cancellationToken))?.Uuid != successor)
        {
            if ((await book.FindTableAsync(ddl.Local(aside), cancellationToken))?.Uuid != successor) return record with { Successor = null }; // somebody dropped it
            await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Swap, () => server.ExecuteAsync(ddl.Exchange(record.Table, aside), cancellationToken));
        }
        return (await TargetChecks.FindOwnAsync(server, book, ddl, record.Table, cancellationToken))!;
    }

    private async Task UpdateAsync(TableRecord record, CancellationToken cancellationToken)
    {
        var next = record with { Version = record.Version + 1 };
        await Book.WriteAsync(next, cancellationToken);
        if (await Book.ReadAsync(next.Uuid, cancellationToken) is not { } current || !next.IsSameWriter(current.Version)) throw Lost();
        Record = next;
        if (Live.Uuid == next.Uuid) Live = next;
    }

    private async Task DropStagesAsync(CancellationToken cancellationToken)
    {
        // a generation's decided commit is carried out when it is opened; until then its stage stays
        var aside = await Book.FindAsync(ClickHouseNames.Generation(Live.Table), cancellationToken);
        var stages = await Server.QueryAsync("SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {p0:String})", r => r[0].GetString()!, cancellationToken, [ClickHouseNames.Stages(Live.Table)]);
        foreach (var stage in stages.Where(s => s != (aside?.Pending?.Stage is { } kept ? Ddl.Local(kept) : null)))
            await Server.ExecuteAsync($"DROP TABLE IF EXISTS {ClickHouseNames.Quote(stage)}{Ddl.OnCluster} SYNC", cancellationToken);
        if (stages.Contains(Ddl.Local(ClickHouseNames.Migrated(Live.Table)))) await Book.ForgetGoneAsync(Live.Table, cancellationToken);
    }

    private DataSyncException Lost() => new("TargetLocked", $"Table '{Live.Table}' was taken over by another writer, as this one did not renew its right to write.",
        "What this run committed stays; run the same command again to go on.");
}
