using System.Data.Common;

namespace DataSync.Stores.Databases;

/// <summary>
/// A table held for writing. Lock, transactions and loads share one connection, so whoever lost the lock has lost the transaction too: the server
/// ends both with the connection.
/// </summary>
internal sealed class TableSession : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);
    private readonly List<string> _warnings = [];

    private TableSession(DatabaseServer server, DbConnection connection, string table)
    {
        (Server, Connection, Book, Table) = (server, connection, new Bookkeeping(server, connection), table);
        Record = null!;
    }

    public DatabaseServer Server { get; }
    public DbConnection Connection { get; }
    public Bookkeeping Book { get; }
    public string Table { get; }
    /// <summary>The table as the last commit left it.</summary>
    public TargetRecord Record { get; private set; }
    /// <summary>What was found wrong and put right.</summary>
    public IReadOnlyList<string> Warnings => [.. _warnings, .. Server.Warnings];

    /// <summary>Takes the lock, finishes what a killed writer left, and makes the table where it is missing.</summary>
    public static async Task<TableSession> OpenAsync(DatabaseServer server, TargetSpec spec, TimeProvider time, CancellationToken cancellationToken)
    {
        server.Check(spec);
        var session = await LockAsync(server, spec.Table, spec.Holder, spec.LockTimeout, time, cancellationToken);
        try
        {
            var found = await session.Book.FindAsync(spec.Table, cancellationToken);
            var columns = await server.FindColumnsAsync(session.Connection, spec.Table, cancellationToken);
            if (found is not null) TargetRules.RefuseMismatch(found, spec);
            if (found is not null && columns is null)
            {
                // without slices it may also be that a writer was killed before it had made the table
                if (await session.Book.SumAsync(found.Birth, cancellationToken) is { Slices: > 0 and var slices })
                    session._warnings.Add($"Table '{spec.Table}' in '{server.Place}' is gone, so its {slices} slices count as not done: it is made anew.");
                await session.ForgetAsync(found, cancellationToken);
                found = null;
            }
            if (found is null) await session.CreateAsync(spec, columns, cancellationToken);
            else await session.ResumeAsync(found, columns!, keepsGeneration: spec.Mode == WriteMode.Replace, cancellationToken);
            if (session.Record.VersionColumn != spec.VersionColumn)
            {
                await session.Book.SetVersionAsync(spec.Table, spec.VersionColumn, cancellationToken);
                session.Record = session.Record with { VersionColumn = spec.VersionColumn };
            }
            await session.CommentAsync(server.Table(spec.Table), spec, cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Takes the lock of a table that exists, for its removal.</summary>
    /// <returns>Null where the bookkeeping knows no such table.</returns>
    public static async Task<TableSession?> OpenExistingAsync(DatabaseServer server, string table, string holder, TimeSpan lockTimeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = await LockAsync(server, table, holder, lockTimeout, time, cancellationToken);
        try
        {
            if (await session.Book.FindAsync(table, cancellationToken) is { } record)
            {
                session.Record = record;
                return session;
            }
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        await session.DisposeAsync();
        return null;
    }

    /// <summary>Finishes what a killed writer left of a table that was opened as it is. A generation that is half built goes: its columns would not be those of the table.</summary>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>, <c>TableChanged</c>.</exception>
    public async Task SettleAsync(CancellationToken cancellationToken) => await ResumeAsync(Record, await Server.FindColumnsAsync(Connection, Table, cancellationToken)
        ?? throw new DataSyncException("TableNotFound", $"Table '{Table}' in '{Server.Place}' is gone.", "Invoke-DsSync makes it anew."), keepsGeneration: false, cancellationToken);

    /// <summary>Does some work and the writing of the next state in one transaction; markers follow a new birth id.</summary>
    public async Task CommitAsync(TargetRecord next, Func<Task> work, CancellationToken cancellationToken)
    {
        await Server.BeginAsync(Connection, cancellationToken);
        await work();
        if (next.Birth != Record.Birth) await Book.RenameAsync(Record.Birth, next.Birth, cancellationToken);
        await FinishAsync(next, cancellationToken);
    }

    /// <summary>Writes the next state, and commits the transaction that is open.</summary>
    public async Task FinishAsync(TargetRecord next, CancellationToken cancellationToken)
    {
        await Book.UpdateAsync(Record, next, cancellationToken);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Commit, () => Connection.ExecuteAsync("COMMIT", cancellationToken));
        Record = next;
    }

    /// <summary>Writes the next state in a transaction of its own, or as part of the one that is open.</summary>
    public async Task UpdateAsync(TargetRecord next, CancellationToken cancellationToken)
    {
        await Book.UpdateAsync(Record, next, cancellationToken);
        Record = next;
    }

    /// <summary>Removes a table and all that is written of it.</summary>
    public async Task ForgetAsync(TargetRecord record, CancellationToken cancellationToken)
    {
        if (record.Generation is { } generation) await Server.DropGenerationAsync(Connection, Table, generation.Birth, cancellationToken);
        await Server.Dialect.CleanAsync(Connection, Table, cancellationToken);
        await Server.DropTableAsync(Connection, Table, cancellationToken);
        await Server.CleanAsync(Connection, Table, cancellationToken);
        await Server.BeginAsync(Connection, cancellationToken);
        await Book.RemoveAsync(record, cancellationToken);
        await Connection.ExecuteAsync("COMMIT", cancellationToken);
    }

    /// <summary>Makes an empty generation, where none of that set is there yet.</summary>
    public async Task BeginGenerationAsync(string id, TargetSpec spec, CancellationToken cancellationToken)
    {
        if (Record.Generation is { } found)
        {
            if (found.Id == id) return;
            await DropGenerationAsync(found, cancellationToken);
        }
        var birth = Bookkeeping.NewBirth();
        // written down first, so that a table without a name in the books is never left behind
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Generation, async () =>
        {
            await UpdateAsync(Record with { Generation = new(id, birth, 0, Record.Columns) }, cancellationToken);
            await Server.CreateTableAsync(Connection, Server.GenerationTable(Table, birth), Record, Describe(Record.Columns, spec.Columns), birth, cancellationToken);
        });
        await CommentAsync(Server.GenerationTable(Table, birth), spec, cancellationToken);
    }

    /// <summary>Columns with the descriptions that the dataset has for them.</summary>
    public static IReadOnlyList<Column> Describe(IReadOnlyList<Column> columns, IReadOnlyList<Column> described) =>
        [.. columns.Select(c => c with { Description = described.FirstOrDefault(d => d.Name == c.Name)?.Description })];

    public async ValueTask DisposeAsync()
    {
        if (Connection.State == System.Data.ConnectionState.Open)
        {
            try
            {
                await Server.UnlockAsync(Connection, Table);
            }
            catch (Exception e) when (Server.IsServerError(e))
            {
                // the lock goes with the connection, which is closed next
            }
        }
        await Connection.DisposeAsync();
    }

    private static async Task<TableSession> LockAsync(DatabaseServer server, string table, string holder, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var connection = await server.ConnectAsync(forWriting: true, cancellationToken);
        try
        {
            await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Bookkeeping, () => server.PrepareAsync(connection, cancellationToken));
            var session = new TableSession(server, connection, table);
            var started = time.GetTimestamp();
            while (!await server.TryLockAsync(connection, table, cancellationToken))
            {
                if (time.GetElapsedTime(started) >= timeout)
                {
                    throw new DataSyncException("TargetLocked", $"Table '{table}' is being written by {await session.Book.FindHolderAsync(table, cancellationToken) ?? "another writer"}; waited {timeout.TotalSeconds:0.#} s.",
                        "Wait until it ends, or give a longer lock timeout. The lock goes with its connection to the server: there is nothing to remove.");
                }
                await Task.Delay(PollInterval, time, cancellationToken);
            }
            await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Lock, () => session.Book.HoldAsync(table, HolderOf(holder), cancellationToken));
            return session;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Comments are for people: what goes wrong with them is told, and the rows are written all the same.</summary>
    private async Task CommentAsync(string table, TargetSpec spec, CancellationToken cancellationToken)
    {
        try
        {
            await Server.CommentAsync(Connection, table, Record, spec.Description, Describe(Record.Columns, spec.Columns), cancellationToken);
        }
        catch (Exception e) when (Server.IsServerError(e) && Connection.State == System.Data.ConnectionState.Open)
        {
            _warnings.Add($"The comments of table '{Table}' could not be brought up to date: {Server.Explain(e).Message}");
        }
    }

    private static string HolderOf(string holder) => $"{(holder.Length > 0 ? holder : "another writer")} (process {Environment.ProcessId} on {Environment.MachineName})";

    private async Task CreateAsync(TargetSpec spec, IReadOnlyList<string>? columns, CancellationToken cancellationToken)
    {
        if (columns is not null)
        {
            throw new DataSyncException("TableExists", $"'{Server.Place}' has a table '{spec.Table}' already that DataSync did not make; nothing was changed.",
                "Give the plan another -Table, or rename or drop that one.");
        }
        TargetRules.RefuseWrongKey(spec);
        var record = new TargetRecord { Table = spec.Table, Birth = Bookkeeping.NewBirth(), Mode = spec.Mode, Key = spec.Key, Partitioning = spec.Partitioning?.ToString(), Columns = [.. spec.Columns.Select(c => new Column(c.Name, c.Type))] };
        // killed between the two, the next writer finds the row without its table, and makes both anew
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Birth, async () =>
        {
            await Book.AddAsync(record, HolderOf(spec.Holder), cancellationToken);
            await Server.CreateTableAsync(Connection, Server.Table(spec.Table), record, spec.Columns, record.Birth, cancellationToken);
        });
        Record = record;
    }

    private async Task ResumeAsync(TargetRecord found, IReadOnlyList<string> columns, bool keepsGeneration, CancellationToken cancellationToken)
    {
        if (found.Pending is not null)
        {
            await Server.Dialect.FinishAsync(Connection, found, cancellationToken);
            found = (await Book.FindAsync(Table, cancellationToken))!;
        }
        Record = found;
        if (await Book.FindStoredAsync(Table, cancellationToken) is { } stored && stored.Birth != found.Birth)
        {
            // a writer was killed between a swap and writing it down
            Record = stored;
            await Server.BeginAsync(Connection, cancellationToken);
            await Book.ForgetAsync(stored.Birth, cancellationToken);
            await FinishAsync(found, cancellationToken);
        }
        if (found.Columns.FirstOrDefault(c => !columns.Contains(c.Name)) is { } missing)
        {
            throw new DataSyncException("TableChanged", $"Table '{Table}' in '{Server.Place}' has no column '{missing.Name}' any more; nothing was changed.",
                "Add the column again, or remove the table (Remove-DsData) and synchronize it anew.");
        }
        if (found.Generation is { } generation && (!keepsGeneration || await Server.FindGenerationAsync(Connection, Table, generation.Birth, cancellationToken) is false))
            await DropGenerationAsync(generation, cancellationToken);
        if (found.NextColumns is { } next) await Server.EvolveAsync(Connection, Server.Table(Table), Record, found.Columns, next, c => WriteColumnsAsync(next, c, cancellationToken), cancellationToken);
        await Server.CleanAsync(Connection, Table, cancellationToken);
    }

    /// <summary>Notes columns that are being changed, or that they have changed.</summary>
    public Task WriteColumnsAsync(IReadOnlyList<Column> to, IReadOnlyList<Column>? next, CancellationToken cancellationToken) => UpdateAsync(
        next is not null ? Record with { NextColumns = next }
        : Record.Generation is { } generation ? Record with { Generation = generation with { Columns = to }, NextColumns = null }
        : Record with { Columns = to, NextColumns = null }, cancellationToken);

    private async Task DropGenerationAsync(GenerationRecord generation, CancellationToken cancellationToken)
    {
        await Server.DropGenerationAsync(Connection, Table, generation.Birth, cancellationToken);
        await Server.BeginAsync(Connection, cancellationToken);
        await Book.ForgetAsync(generation.Birth, cancellationToken);
        await FinishAsync(Record with { Generation = null, NextColumns = null }, cancellationToken);
    }
}
