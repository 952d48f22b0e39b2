using System.Globalization;
using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Sources;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>A source of a kind over the same rows, in a place of its own.</summary>
internal abstract class SourceBench : IAsyncDisposable
{
    /// <summary>The kinds that the suite runs over; a test says so where one is missing here.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["Http", "File", "PostgreSql", "MySql", "ClickHouse", "Object"];

    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-sources-").FullName;

    protected SourceBench() => Workspace = Workspace.Create(_folder);

    public Workspace Workspace { get; }
    public ISource Source { get; private set; } = null!;
    /// <summary>The dataset of the small table.</summary>
    public Dataset Dataset { get; protected set; } = Rows;

    /// <summary>The columns and awkward values that each kind must bring unharmed.</summary>
    public static Dataset Rows { get; } = new()
    {
        Name = "prices",
        Source = "bench",
        Key = ["code", "day"],
        Parameters =
        [
            new("code", DataType.String) { Filter = new("code", FilterOperator.Equals) },
            new("day", DataType.Date) { Filter = new("day", FilterOperator.Equals), Format = "yyyy-MM-dd" },
        ],
        Columns =
        [
            new("code", DataType.String), new("day", DataType.Date), new("close", DataType.Double), new("amount", DataType.Decimal(20, 4)),
            new("volume", DataType.Int64), new("open", DataType.Boolean), new("at", DataType.Timestamp), new("note", DataType.String),
        ],
    };

    /// <summary>Values in the order of the columns.</summary>
    public static readonly IReadOnlyList<object?[]> Values =
    [
        ["000001", new DateOnly(2024, 1, 2), 1.1, 1234567890123456.7891m, long.MaxValue, true, new DateTime(2024, 1, 2, 3, 4, 5, 678), "平安 \"A\", B\nC 😀"],
        ["000001", new DateOnly(2024, 1, 3), -0.5e-9, -0.0001m, long.MinValue + 1, false, new DateTime(1970, 1, 1), "' OR 1=1 --"],
        ["600000", new DateOnly(2024, 1, 2), null, null, null, null, null, null],
        ["600000", new DateOnly(1999, 12, 31), 123456789.123, 0m, 0L, true, new DateTime(2099, 12, 31, 23, 59, 59), "\\N and \\ and \t"],
    ];

    public static async Task<SourceBench> CreateAsync(string kind)
    {
        SourceBench bench = kind switch
        {
            "Http" => new HttpSourceBench(),
            "File" => new FileSourceBench(),
            "Object" => new ObjectSourceBench(),
            _ => new DatabaseSourceBench(kind),
        };
        bench.Source = bench.Open(await bench.DefineAsync());
        return bench;
    }

    /// <summary>Opens another definition, as one with a mistake in it.</summary>
    public ISource Open(Source definition) => SourceKinds.Get(definition.Kind).Open(definition, Context());

    /// <summary>The definition over the small table, which is there then.</summary>
    protected abstract Task<Source> DefineAsync();

    /// <summary>A table of so many rows of code, n and price, as a dataset.</summary>
    public abstract Task<Dataset> CreateLargeAsync(int rows);

    /// <summary>A dataset of something that is not there.</summary>
    public abstract Dataset Missing { get; }

    /// <summary>The definition with a login that is refused; null where the kind has none.</summary>
    public virtual Source? WithoutAccess => null;

    /// <summary>The definition of a place that does not answer; null where the kind has none.</summary>
    public virtual Source? Unreachable => null;

    protected virtual SourceContext Context() => new()
    {
        Workspace = Workspace,
        Time = TimeProvider.System,
        Secrets = new SecretResolver(Workspace, name => name == "WRONG" ? "wr0ng-pass" : null),
        Limiter = new FreeLimiter(),
    };

    public async Task<(FetchResult Result, RowSink Rows)> FetchAsync(Dataset? dataset = null, ISource? source = null, CancellationToken cancellationToken = default, RowSink? sink = null, params (string Name, object Value)[] arguments)
    {
        sink ??= new RowSink();
        var request = new FetchRequest { Dataset = dataset ?? Dataset, Arguments = arguments.ToDictionary(a => a.Name, a => a.Value) };
        return (await (source ?? Source).FetchAsync(request, sink, new Quiet(), cancellationToken), sink);
    }

    /// <summary>Rows as text, in the order of the columns, sorted.</summary>
    public static List<string> Sorted(IEnumerable<IEnumerable<object?>> rows) => [.. rows.Select(r => string.Join("|", r.Select(Text))).Order(StringComparer.Ordinal)];

    public virtual async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(object? value) => value switch
    {
        null => "∅",
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        decimal number => number.ToString("0.####", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private sealed class Quiet : IFetchObserver
    {
        public void Waiting(string reason, TimeSpan delay) { }
        public void Requested(string description) { }
    }

    private sealed class FreeLimiter : IRateLimiter, IDisposable
    {
        public ValueTask<IDisposable> AcquireAsync(string source, string api, RateLimits limits, Action<TimeSpan>? waiting, CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable>(this);
        public ValueTask BlockAsync(string source, string api, TimeSpan duration, bool wholeSource, CancellationToken cancellationToken) => ValueTask.CompletedTask;
        public ValueTask LearnAsync(string source, string api, RateWindow window, CancellationToken cancellationToken) => ValueTask.CompletedTask;
        public void Dispose() { }
    }
}

/// <summary>Takes rows: keeps the small ones, counts and hashes all.</summary>
internal sealed class RowSink(bool keeps = true, Action? each = null) : IBatchSink
{
    private readonly List<object?[]> _rows = [];
    private BatchHasher _hasher = new();

    public long Count { get; private set; }
    public long LargestBatch { get; private set; }
    public string Hash => _hasher.Finish();

    public ValueTask AddAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        each?.Invoke();
        Count += batch.RowCount;
        LargestBatch = Math.Max(LargestBatch, batch.ByteSize);
        _hasher.Append(batch);
        if (keeps) for (var row = 0; row < batch.RowCount; row++) _rows.Add([.. batch.Columns.Select(c => c.GetValue(row))]);
        return ValueTask.CompletedTask;
    }

    public ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        (Count, _hasher) = (0, new BatchHasher());
        _rows.Clear();
        return ValueTask.CompletedTask;
    }

    public IReadOnlyList<object?[]> Rows => _rows;
}
