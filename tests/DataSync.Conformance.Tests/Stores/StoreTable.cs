using System.Globalization;
using DataSync.Catalog;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Stores;
using DataSync.Stores.Files;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A store in a place of its own, with the small table that the tests write.</summary>
internal abstract class StoreTable : IAsyncDisposable
{
    public const string Name = "daily";

    public static readonly IReadOnlyList<Column> Columns =
    [
        new("ts_code", DataType.String), new("trade_date", DataType.Date), new("close", DataType.Double),
        new("vol", DataType.Int64), new("name", DataType.String),
    ];

    /// <summary>Stores need one; the tables' paths are absolute, so that nothing of them is in it.</summary>
    private static readonly Workspace Anywhere = Workspace.Create(AppContext.BaseDirectory);

    /// <summary>The kinds that a test of every store runs over.</summary>
    public static readonly IReadOnlyList<string> Kinds = [.. FileTable.FileKinds, .. DatabaseTable.DatabaseKinds];

    public abstract IStore Store { get; }

    /// <summary>A store of a kind, empty.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="options">Sizes for a file store; databases have none of these.</param>
    public static async Task<StoreTable> CreateAsync(string kind, FileStoreOptions? options = null) =>
        FileTable.FileKinds.Contains(kind) ? new FileTable(kind, options: options) : await DatabaseTable.CreateAsync(kind);

    /// <summary>False where a kind keeps tables whole.</summary>
    public static bool CanPartition(string kind) => kind != "MySql";

    /// <summary>A spec with partitions where the kind has them.</summary>
    public static TargetSpec Spec(string kind, WriteMode mode) => CanPartition(kind) ? Spec(mode) : Spec(mode, partitioning: null);

    public static TargetSpec Spec(WriteMode mode, string? partitioning = "month(trade_date)", string? version = null, string? generation = "g1") => new()
    {
        Table = Name,
        Mode = mode,
        Columns = Columns,
        Key = mode == WriteMode.Append ? [] : ["ts_code", "trade_date"],
        Partitioning = partitioning is null ? null : Partitioning.Parse(partitioning),
        VersionColumn = version,
        Generation = mode == WriteMode.Replace ? generation : null,
        Holder = "plan daily",
    };

    /// <summary>A slice of one day's rows.</summary>
    public static SliceRows Day(string day, params Row[] rows) => Slice($"trade_date={day}", [new("trade_date", FilterOperator.Equals, [ParseDay(day)])], rows);

    public static SliceRows Slice(string slice, IReadOnlyList<SliceCondition> conditions, params Row[] rows) => new()
    {
        Marker = new SliceMarker { Slice = slice, Rows = rows.Length, Hash = "h", SchemaVersion = 1, Run = "r" },
        Rows = Batches(rows),
        Conditions = conditions,
    };

    public static DateOnly ParseDay(string day) => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture);

    public async Task<List<string>> ReadAsync(ReadQuery? query = null)
    {
        var rows = new List<string>();
        await foreach (var batch in Store.ReadAsync(Name, query ?? new(), CancellationToken.None))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(string.Join("|", batch.Columns.Select(c => Text(c.GetValue(row)))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    public async Task<List<SliceMarker>> MarkersAsync(long after = 0)
    {
        var markers = new List<SliceMarker>();
        await foreach (var marker in Store.ReadMarkersAsync(Name, after, CancellationToken.None)) markers.Add(marker);
        return markers;
    }

    /// <summary>Opens the table, writes the slices, and completes.</summary>
    public async Task<WriteSummary> RunAsync(TargetSpec spec, params SliceRows[] slices)
    {
        await using var writer = await Store.OpenWriterAsync(spec, CancellationToken.None);
        foreach (var slice in slices) await writer.WriteAsync(slice, CancellationToken.None);
        return await writer.CompleteAsync(CancellationToken.None);
    }

    /// <summary>Runs again after a fault, as the sync engine does: what is done is not asked anew.</summary>
    /// <returns>What was done already.</returns>
    public async Task<List<string>> ResumeAsync(TargetSpec spec, params SliceRows[] slices)
    {
        await using var writer = await Store.OpenWriterAsync(spec, CancellationToken.None);
        var done = spec.Mode == WriteMode.Replace ? [.. writer.GenerationSlices] : (await MarkersAsync()).ConvertAll(m => m.Slice);
        foreach (var slice in slices.Where(s => !done.Contains(s.Marker.Slice))) await writer.WriteAsync(slice, CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        return done;
    }

    public static string Text(object? value) => value switch
    {
        null => "∅",
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public abstract ValueTask DisposeAsync();

    /// <summary>Opens a store of a definition.</summary>
    public static IStore Open(Store definition) => StoreKinds.Get(definition.Kind).Open(definition, new StoreContext(Anywhere, TimeProvider.System, new SecretResolver(Anywhere)));

    private static async IAsyncEnumerable<RowBatch> Batches(Row[] rows)
    {
        await Task.CompletedTask;
        foreach (var chunk in rows.Chunk(7)) yield return Row.Batch(chunk);
    }
}

/// <summary>A row of the table.</summary>
internal sealed record Row(string? Code, string? Date, double? Close, long? Volume = 1, string? Name = "平安 \"A\", B\nC")
{
    public override string ToString() => string.Join("|", new object?[] { Code, Date is null ? null : StoreTable.ParseDay(Date), Close, Volume, Name }.Select(StoreTable.Text));

    public static RowBatch Batch(IReadOnlyList<Row> rows)
    {
        var vectors = StoreTable.Columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var row in rows)
        {
            vectors[0].AppendObject(row.Code);
            vectors[1].AppendObject(row.Date is null ? null : StoreTable.ParseDay(row.Date));
            vectors[2].AppendObject(row.Close);
            vectors[3].AppendObject(row.Volume);
            vectors[4].AppendObject(row.Name);
        }
        return new RowBatch(vectors, rows.Count);
    }

    public static List<string> Sorted(params IEnumerable<Row> rows)
    {
        var texts = rows.Select(r => r.ToString()).ToList();
        texts.Sort(StringComparer.Ordinal);
        return texts;
    }
}
