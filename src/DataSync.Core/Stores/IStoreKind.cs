using DataSync.Catalog;
using DataSync.Secrets;

namespace DataSync.Stores;

/// <summary>A kind of store. One class of each folder of <c>Stores/</c> implements it, public and with a parameterless constructor; <see cref="StoreKinds"/> finds it.</summary>
public interface IStoreKind
{
    /// <summary>The kind's name, such as <c>Parquet</c>.</summary>
    string Name { get; }
    /// <summary>One sentence for completion and help.</summary>
    string Description { get; }
    /// <summary>Checks a definition (settings, path) without touching the place.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong; the message names it and the fix.</exception>
    void Validate(Store store);
    /// <summary>Opens the store for work. Cheap: connects to nothing yet.</summary>
    IStore Open(Store store, StoreContext context);
}

/// <summary>What a store may use.</summary>
/// <param name="Workspace">Resolves relative paths.</param>
/// <param name="Time">The clock.</param>
/// <param name="Secrets">Resolves references to passwords.</param>
public sealed record StoreContext(Workspace Workspace, TimeProvider Time, ISecretResolver Secrets);

/// <summary>An open store.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Says whether the place can be reached and written, and what is missing.</summary>
    Task<StoreTest> TestAsync(CancellationToken cancellationToken);

    /// <summary>The tables DataSync keeps here.</summary>
    Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken);

    /// <summary>A table's birth id, high-water mark and schema; null where it does not exist. Takes no writer lock.</summary>
    Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken);

    /// <summary>The markers of a table's committed slices, oldest first, after <paramref name="afterSequence"/>. Takes no writer lock.</summary>
    IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string table, long afterSequence, CancellationToken cancellationToken);

    /// <summary>
    /// Opens a table for writing: takes the writer lock, finishes what a killed run left, makes the table where it is missing.
    /// </summary>
    /// <exception cref="DataSyncException"><c>TargetLocked</c>: another writer holds it past the timeout (names the holder);
    /// <c>TargetMismatch</c>: the table was made with another mode, key or partitioning; <c>StoreNotWritable</c>.</exception>
    Task<ITargetWriter> OpenWriterAsync(TargetSpec spec, CancellationToken cancellationToken);

    /// <summary>Reads rows, in batches, as the newest commit (or <see cref="ReadQuery.AsOf"/>) left them. Takes no writer lock.</summary>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>, <c>ColumnNotFound</c>.</exception>
    IAsyncEnumerable<Rows.RowBatch> ReadAsync(string table, ReadQuery query, CancellationToken cancellationToken);

    /// <summary>Removes rows and markers of the slices whose keys are given, or the whole table where <paramref name="slices"/> is null. Takes the writer lock.</summary>
    Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken);

    /// <summary>
    /// Makes a table quicker to read without changing what it holds: small files are merged and outdated ones written anew, a server tidies up and gathers
    /// statistics. A store that has nothing to tidy does nothing. Readers never wait.
    /// </summary>
    /// <exception cref="DataSyncException"><c>TableNotFound</c>, <c>TargetLocked</c>.</exception>
    Task<TableOptimization> OptimizeAsync(string table, TimeSpan lockTimeout, CancellationToken cancellationToken) => Task.FromResult(new TableOptimization(null, null, null, null));
}

/// <summary>What a store answered to a test.</summary>
/// <param name="Reachable">The place answers.</param>
/// <param name="Writable">Rows can be written there.</param>
/// <param name="FreeBytes">Free space; null where unknown.</param>
/// <param name="Message">What is wrong and the fix; null where all is well.</param>
/// <param name="Version">The server's name and version; null where there is no server, or it was not reached.</param>
/// <param name="MissingRights">Rights the user lacks for full work, such as <c>CREATE on schema public</c>; empty where none, or unknown.</param>
public sealed record StoreTest(bool Reachable, bool Writable, long? FreeBytes, string? Message, string? Version = null, IReadOnlyList<string>? MissingRights = null);

/// <summary>A table DataSync keeps in a store.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Rows">Rows, as far as the markers know; null where unknown.</param>
/// <param name="Bytes">Bytes on disk; null where unknown.</param>
/// <param name="Slices">Committed slices.</param>
/// <param name="LastCommit">When last committed, UTC.</param>
public sealed record TableInfo(string Table, long? Rows, long? Bytes, long Slices, DateTime? LastCommit)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Table} ({Rows} rows)";
}

/// <summary>How a table is to be written: what the target fixes, and the columns as the dataset has them now.</summary>
public sealed record TargetSpec
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }
    /// <summary>The write mode.</summary>
    public required WriteMode Mode { get; init; }
    /// <summary>The dataset's columns, in the dataset's order.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }
    /// <summary>What the dataset is about, for the comments that databases keep of a table; null: not known, and a comment that is there stays.</summary>
    public string? Description { get; init; }
    /// <summary>Key columns; empty where rows have none.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>The column whose higher value wins; null: the later commit.</summary>
    public string? VersionColumn { get; init; }
    /// <summary>Partitioning.</summary>
    public Partitioning? Partitioning { get; init; }
    /// <summary>What to do with values the store cannot hold.</summary>
    public UnrepresentablePolicy OnUnrepresentable { get; init; }
    /// <summary>For <see cref="WriteMode.Replace"/>: identifies the full set of slices, so that a killed generation is resumed only by the same set.</summary>
    public string? Generation { get; init; }
    /// <summary>How long to wait for another writer.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);
    /// <summary>Names this writer to others that wait (plan and process).</summary>
    public string Holder { get; init; } = "";
}

/// <summary>How rows are spread over partitions.</summary>
/// <param name="Column">The column.</param>
/// <param name="Unit">Its value, or the year or month of it.</param>
public sealed record Partitioning(string Column, PartitionUnit Unit)
{
    /// <summary>Reads <c>column</c>, <c>year(column)</c> or <c>month(column)</c>.</summary>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static Partitioning Parse(string text)
    {
        var match = System.Text.RegularExpressions.Regex.Match(text.Trim(), @"^(?:(year|month)\(\s*([^()]+?)\s*\)|([^()]+))$", System.Text.RegularExpressions.RegexOptions.IgnoreCase);
        if (!match.Success) throw new FormatException($"'{text}' is no partitioning. Write a column, year(column) or month(column).");
        return match.Groups[3].Success
            ? new(match.Groups[3].Value.Trim(), PartitionUnit.Value)
            : new(match.Groups[2].Value, match.Groups[1].Value.Equals("year", StringComparison.OrdinalIgnoreCase) ? PartitionUnit.Year : PartitionUnit.Month);
    }

    /// <inheritdoc/>
    public override string ToString() => Unit == PartitionUnit.Value ? Column : $"{Unit.ToString().ToLowerInvariant()}({Column})";
}

/// <summary>What of a column's value names the partition.</summary>
public enum PartitionUnit
{
    /// <summary>The value itself.</summary>
    Value,
    /// <summary>The year of a date or timestamp.</summary>
    Year,
    /// <summary>The month of a date or timestamp, as <c>yyyy-MM</c>.</summary>
    Month,
}

/// <summary>How a table stands.</summary>
/// <param name="BirthId">Made when the table was made, and anew when markers were taken back (a swapped generation, removed or lost slices); another id means that an index of markers must be built anew.</param>
/// <param name="Sequence">The newest commit's number (the high-water mark), 0 for none.</param>
/// <param name="Columns">The table's columns.</param>
/// <param name="Mode">The mode it was made with.</param>
/// <param name="Key">The key it was made with.</param>
/// <param name="Partitioning">The partitioning it was made with, as text; null for none.</param>
/// <param name="VersionColumn">The column whose higher value wins; null: the later commit.</param>
public sealed record TargetState(string BirthId, long Sequence, IReadOnlyList<Column> Columns, WriteMode Mode, IReadOnlyList<string> Key, string? Partitioning, string? VersionColumn = null);

/// <summary>What the store knows of a committed slice.</summary>
public sealed record SliceMarker
{
    /// <summary>Canonical arguments: the slice's identity within the table.</summary>
    public required string Slice { get; init; }
    /// <summary>The slice's date; null where it has none.</summary>
    public DateOnly? Date { get; init; }
    /// <summary>Rows the vendor sent.</summary>
    public long Rows { get; init; }
    /// <summary>Bytes received.</summary>
    public long Bytes { get; init; }
    /// <summary>Hash of the rows, hex.</summary>
    public string Hash { get; init; } = "";
    /// <summary>The dataset's schema version.</summary>
    public int SchemaVersion { get; init; }
    /// <summary>When the rows were fetched, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>The run that did it.</summary>
    public string Run { get; init; } = "";
    /// <summary>When rows of it were fetched first, UTC; null where the store does not keep it.</summary>
    public DateTime? FirstAt { get; init; }
    /// <summary>When an answer differed from the one before, or the first came, UTC; null where the store does not keep it.</summary>
    public DateTime? ChangedAt { get; init; }
    /// <summary>True where rows of it were fetched before.</summary>
    public bool IsRepeated => FirstAt < At;
    /// <summary>The commit's number; set by the store.</summary>
    public long Sequence { get; init; }
}

/// <summary>The rows a slice selects: all conditions hold. For ReplaceSlice.</summary>
/// <param name="Column">The column.</param>
/// <param name="Operator">Equals, From, To or In.</param>
/// <param name="Values">The value, or the values of In, of the column's .NET type.</param>
public sealed record SliceCondition(string Column, FilterOperator Operator, IReadOnlyList<object> Values);

/// <summary>One slice's complete answer, ready to be written.</summary>
public sealed record SliceRows
{
    /// <summary>The marker that commits with the rows (without its sequence).</summary>
    public required SliceMarker Marker { get; init; }
    /// <summary>The rows, which can be read once. Batches may lack columns (null) but hold none that the target lacks.</summary>
    public required IAsyncEnumerable<Rows.RowBatch> Rows { get; init; }
    /// <summary>For ReplaceSlice: which stored rows these replace.</summary>
    public IReadOnlyList<SliceCondition> Conditions { get; init; } = [];
    /// <summary>Further slices whose rows are among these, as when a whole table is copied: their markers commit with them. Their own rows are not read, and they replace nothing.</summary>
    public IReadOnlyList<SliceRows> Also { get; init; } = [];
}

/// <summary>
/// The one writer of a table, used by one task at a time. Rows and markers commit together: after a kill at any moment each slice is wholly
/// there, marker included, or not at all. The writer may gather several slices into one commit; each call says which slices it made durable.
/// </summary>
public interface ITargetWriter : IAsyncDisposable
{
    /// <summary>The table as it stands, this writer's commits included.</summary>
    TargetState State { get; }

    /// <summary>What was found wrong at the opening and put right, such as files that somebody deleted, so that their slices count as not done.</summary>
    IReadOnlyList<string> Warnings => [];

    /// <summary>
    /// For <see cref="WriteMode.Replace"/>: the slices that the unfinished generation of <see cref="TargetSpec.Generation"/> holds already, left by a killed run or
    /// taken by this one. They need not be asked again; they count as done when <see cref="CompleteAsync"/> swaps the generation in and returns them.
    /// </summary>
    IReadOnlyCollection<string> GenerationSlices => [];

    /// <summary>Adds columns at the end, or widens types (see <c>Schema.Widening</c>); takes effect with the next commit.</summary>
    Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken);

    /// <summary>Takes a slice.</summary>
    /// <returns>The slices, this or earlier ones, that became durable in this call.</returns>
    /// <exception cref="SliceRejectedException">A value cannot be held, or a key is null: this slice is not taken, the writer goes on.</exception>
    ValueTask<IReadOnlyList<SliceMarker>> WriteAsync(SliceRows slice, CancellationToken cancellationToken);

    /// <summary>Commits all that was taken.</summary>
    /// <returns>The slices that became durable in this call.</returns>
    ValueTask<IReadOnlyList<SliceMarker>> FlushAsync(CancellationToken cancellationToken);

    /// <summary>Ends a run: commits, and brings the files readers see up to date. In Replace mode this swaps the generation in, and is called only when every slice succeeded.</summary>
    ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken);
}

/// <summary>What a writer saw in its whole run.</summary>
/// <param name="Committed">The slices that became durable in the call itself.</param>
/// <param name="Conflicts">Rows of equal key and different values among the slices of this run.</param>
public sealed record WriteSummary(IReadOnlyList<SliceMarker> Committed, long Conflicts);

/// <summary>A slice whose rows a store refuses; the failure names row and column.</summary>
public sealed class SliceRejectedException(Failure failure) : Exception(failure.Message)
{
    /// <summary>Why.</summary>
    public Failure Failure { get; } = failure;
}

/// <summary>What to read. Where conditions all hold; an array of values means any of them; null matches null.</summary>
public sealed record ReadQuery
{
    /// <summary>Columns wanted; empty: all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>Column to wanted value or values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<object?>> Where { get; init; } = new Dictionary<string, IReadOnlyList<object?>>();
    /// <summary>Rows for which all of these hold too: those that a slice's arguments select.</summary>
    public IReadOnlyList<SliceCondition> Conditions { get; init; } = [];
    /// <summary>Only distinct rows.</summary>
    public bool Distinct { get; init; }
    /// <summary>Columns to sort by; a leading <c>-</c> sorts downwards.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];
    /// <summary>At most so many rows; null: all.</summary>
    public long? First { get; init; }
    /// <summary>The table as of this sequence; null: the newest.</summary>
    public long? AsOf { get; init; }
}
