using System.Data.Common;
using DataSync.Rows;
using DataSync.Stores.Databases.Migrations;
using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>
/// What a server needs said in its own way: connections, names, types, locks, tables, bulk loading, merging. What the modes mean is the same for all of
/// them (the rest of this folder). Names that come in are raw; every method quotes them itself.
/// </summary>
internal abstract class DatabaseServer
{
    /// <summary>Server and database, for messages.</summary>
    public abstract string Place { get; }
    /// <summary>The table of targets, quoted.</summary>
    public abstract string TargetTable { get; }
    /// <summary>The table of markers, quoted.</summary>
    public abstract string SliceTable { get; }
    /// <summary>The table of migrations, quoted.</summary>
    public abstract string MigrationTable { get; }
    /// <summary>What its migrations need said in its own way.</summary>
    public abstract SqlDialect Dialect { get; }
    /// <summary>What beside its name identifies a table, such as a schema; empty for nothing.</summary>
    public virtual string Space => "";

    /// <summary>Opens a connection.</summary>
    /// <param name="forWriting">True for one that holds a lock, so that it must end when it is closed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DataSyncException"><c>StoreUnreachable</c>, <c>StoreLoginFailed</c>.</exception>
    public abstract Task<DbConnection> ConnectAsync(bool forWriting, CancellationToken cancellationToken);

    /// <summary>Lets idle connections go.</summary>
    public abstract void Release();

    /// <summary>True for errors that server, connection or rights are to blame for.</summary>
    public abstract bool IsServerError(Exception exception);

    /// <summary>Such an error in the user's words, without a secret in it.</summary>
    public abstract DataSyncException Explain(Exception exception);

    /// <summary>A name between quotes.</summary>
    public abstract string Quote(string name);

    /// <summary>A data table's full name, quoted.</summary>
    public abstract string Table(string name);

    /// <summary>The full name of the table that is built aside, quoted.</summary>
    public abstract string GenerationTable(string table, string birth);

    /// <summary>Refuses what cannot be made: names that are too long, a partitioning the server does not do.</summary>
    /// <exception cref="DataSyncException"><c>NameTooLong</c>, <c>NamesAlike</c>, <c>PartitioningInvalid</c>, <c>TooManyColumns</c>.</exception>
    public abstract void Check(TargetSpec spec);

    /// <summary>The first value of a column that the server cannot hold as it is.</summary>
    /// <param name="vector">The column's values.</param>
    /// <param name="isKey">True where they are indexed.</param>
    /// <param name="keyTexts">How many texts an index entry has.</param>
    public abstract UnrepresentableValue? FindUnrepresentable(ColumnVector vector, bool isKey, int keyTexts);

    /// <summary>True where the bookkeeping was made.</summary>
    public abstract Task<bool> HasBookkeepingAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>True where the table of migrations was made; older versions made none.</summary>
    public abstract Task<bool> HasMigrationsAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Makes the bookkeeping where it is missing; others may do so at the same time.</summary>
    public abstract Task PrepareAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Takes a table's lock, which goes with the connection.</summary>
    public abstract Task<bool> TryLockAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    /// <summary>Lets the lock go.</summary>
    public abstract Task UnlockAsync(DbConnection connection, string table);

    /// <summary>The names of a table's columns; null where there is no such table.</summary>
    public abstract Task<IReadOnlyList<string>?> FindColumnsAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    /// <summary>True where the table that is built aside exists.</summary>
    public abstract Task<bool> FindGenerationAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken);

    /// <summary>Bytes on disk; null where unknown.</summary>
    public abstract Task<long?> SizeAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    /// <summary>Has the server gather a table's statistics, by which it plans its queries.</summary>
    public abstract Task AnalyzeAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    /// <summary>Begins what commits together.</summary>
    public virtual Task BeginAsync(DbConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync("START TRANSACTION", cancellationToken);

    /// <summary>Holds a table as it is for the reads of a transaction.</summary>
    public abstract Task HoldAsync(DbConnection connection, string table, CancellationToken cancellationToken);

    /// <summary>What the bookkeeping's row means: where a swap is no part of a transaction, the swapped table says itself which it is.</summary>
    public virtual Task<TargetRecord> ResolveAsync(DbConnection connection, TargetRecord record, CancellationToken cancellationToken) => Task.FromResult(record);

    /// <summary>Makes a table and what belongs to it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="table">The quoted name.</param>
    /// <param name="record">What it is to be: the table itself, or its generation.</param>
    /// <param name="columns">Its columns, with descriptions.</param>
    /// <param name="birth">Its birth id, which no other table has: for the names of what belongs to it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task CreateTableAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> columns, string birth, CancellationToken cancellationToken);

    /// <summary>Drops a table where it exists, and what belongs to it.</summary>
    public virtual Task DropTableAsync(DbConnection connection, string table, CancellationToken cancellationToken) => connection.ExecuteAsync($"DROP TABLE IF EXISTS {Table(table)}", cancellationToken);

    /// <summary>Drops the table that is built aside where it exists, and what belongs to it.</summary>
    public virtual Task DropGenerationAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken) => connection.ExecuteAsync($"DROP TABLE IF EXISTS {GenerationTable(table, birth)}", cancellationToken);

    /// <summary>Changes a table's columns, and then what <paramref name="book"/> writes down of them.</summary>
    public abstract Task EvolveAsync(DbConnection connection, string table, TargetRecord record, IReadOnlyList<Column> from, IReadOnlyList<Column> to, Func<IReadOnlyList<Column>?, Task> book, CancellationToken cancellationToken);

    /// <summary>Brings the comments of a table and its columns to what the dataset says. What it says nothing of stays as it is.</summary>
    /// <param name="connection">The connection, outside of transactions.</param>
    /// <param name="table">The quoted name.</param>
    /// <param name="record">What the table is.</param>
    /// <param name="description">What the dataset says of itself; null for nothing.</param>
    /// <param name="columns">The table's columns, with what the dataset says of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public abstract Task CommentAsync(DbConnection connection, string table, TargetRecord record, string? description, IReadOnlyList<Column> columns, CancellationToken cancellationToken);

    /// <summary>Makes the indexes by which slices' rows are found.</summary>
    /// <returns>False where nothing was to be done.</returns>
    public abstract Task IndexAsync(DbConnection connection, string table, IReadOnlyList<string> columns, string birth, CancellationToken cancellationToken);

    /// <summary>Makes this connection's staging table, anew.</summary>
    /// <returns>Its quoted name.</returns>
    public abstract Task<string> CreateStageAsync(DbConnection connection, TargetRecord record, IReadOnlyList<Column> columns, CancellationToken cancellationToken);

    /// <summary>Empties the staging table within the transaction.</summary>
    public abstract Task ClearStageAsync(DbConnection connection, string stage, CancellationToken cancellationToken);

    /// <summary>Empties the staging table between transactions, where that costs less; else at the end of one it is empty already.</summary>
    public virtual Task RenewStageAsync(DbConnection connection, string stage, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Learns what a table that is about to be written has, such as its partitions. Called outside of transactions.</summary>
    public virtual Task UseAsync(DbConnection connection, string table, TargetRecord record, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the partitions that some rows need. Called within the transaction, while nothing is being loaded.</summary>
    public virtual Task PartitionAsync(DbConnection connection, string table, string birth, IReadOnlyList<RowBatch> batches, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>True where rows need partitions that <see cref="PartitionAsync"/> has not made yet.</summary>
    public virtual bool NeedsPartitions(string table, IReadOnlyList<RowBatch> batches) => false;

    /// <summary>Begins to load rows into a table.</summary>
    public abstract Task<IBulkLoad> LoadAsync(DbConnection connection, string table, IReadOnlyList<Column> columns, CancellationToken cancellationToken);

    /// <summary>Moves the staged rows into a table.</summary>
    public abstract Task MergeAsync(DbConnection connection, MergeRequest request, CancellationToken cancellationToken);

    /// <summary>Puts the generation into the table's place, and <paramref name="book"/>'s writing with it.</summary>
    public abstract Task SwapAsync(DbConnection connection, TargetRecord record, GenerationRecord generation, Func<Task> book, CancellationToken cancellationToken);

    /// <summary>Drops what a swap, or a table's end, leaves.</summary>
    public virtual Task CleanAsync(DbConnection connection, string table, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The server's name and version, and the rights that are missing.</summary>
    public abstract Task<(string Version, IReadOnlyList<string> MissingRights)> InspectAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>What was found out that the user should know.</summary>
    public virtual IReadOnlyList<string> Warnings => [];

    /// <summary>True where values are exact only in the answers to prepared statements.</summary>
    public virtual bool PreparesReads => false;
}

/// <summary>Rows on their way into a table.</summary>
internal interface IBulkLoad
{
    /// <summary>Sends a batch of exactly the columns the load was begun with.</summary>
    ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken);

    /// <summary>Sends the last of it, and waits until the server has taken all.</summary>
    Task FinishAsync(CancellationToken cancellationToken);
}

/// <summary>How staged rows go into a table.</summary>
/// <param name="Stage">The staging table, quoted.</param>
/// <param name="Table">The table, quoted.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Key">The key; empty: all rows are added.</param>
/// <param name="VersionColumn">The column whose higher value wins; null: the later row.</param>
/// <param name="HasDuplicates">True where a key may be staged twice.</param>
/// <param name="LaterSliceWins">True where a later slice wins whatever its versions.</param>
/// <param name="AreMostlyStored">True where the table is likely to have most of the rows as they are.</param>
internal sealed record MergeRequest(string Stage, string Table, IReadOnlyList<Column> Columns, IReadOnlyList<string> Key, string? VersionColumn, bool HasDuplicates, bool LaterSliceWins, bool AreMostlyStored);

/// <summary>The column by which staged rows are told apart.</summary>
internal static class StageOrdinal
{
    /// <summary>Bits of a row's number; the slice's number stands above them.</summary>
    public const int RowBits = 36;

    /// <summary>A column of a name that no column of the table has.</summary>
    public static Column For(IReadOnlyList<Column> columns)
    {
        var name = "datasync_ordinal";
        while (columns.Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) name += "_";
        return new(name, DataType.Int64);
    }
}
