using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Rows;
using DataSync.Secrets;
using DataSync.Sources;
using DataSync.Sources.Http;

namespace DataSync.Tests.Sources.Http;

/// <summary>A source on a fake vendor, with a clock that moves when someone waits.</summary>
internal sealed class HttpBench : IAsyncDisposable
{
    public const string Token = "t0ken/+值";
    private readonly TempFolder _folder = new();

    public HttpBench(Source? source = null, string? settings = null, string token = Token)
    {
        var definition = source ?? (settings is null
            ? new Source { Name = "vendor", Preset = "Tushare", Token = "env:TOKEN" }
            : new Source { Name = "vendor", Uri = "https://vendor.test/v1", Token = "env:TOKEN", Settings = (JsonObject)JsonNode.Parse(settings)! });
        Workspace = Workspace.Create(_folder.Path);
        Limiter = new RecordingLimiter(Time);
        Source = new HttpSourceKind().Open(definition, new SourceContext
        {
            Workspace = Workspace,
            Time = Time,
            Secrets = new SecretResolver(Workspace, name => name == "TOKEN" ? token : null),
            Limiter = Limiter,
            Handler = Vendor,
            Random = new Random(1),
        });
    }

    public FakeVendor Vendor { get; } = new();
    // a request's timeout is no wait
    public SkippingTime Time { get; } = new(ignored: TimeSpan.FromSeconds(100));
    public Workspace Workspace { get; }
    public RecordingLimiter Limiter { get; }
    public ISource Source { get; }
    public Sink Rows { get; } = new();
    public List<(string Reason, TimeSpan Delay)> Waits { get; } = [];

    public static Dataset Daily { get; } = new()
    {
        Name = "daily",
        Source = "vendor",
        Parameters = [new("ts_code", DataType.String), new("trade_date", DataType.Date)],
        Columns = [new("ts_code", DataType.String), new("trade_date", DataType.Date), new("close", DataType.Double)],
    };

    public Task<FetchResult> FetchAsync(Dataset? dataset = null, SchemaPolicy policy = SchemaPolicy.Evolve, int? first = null, params (string Name, object Value)[] arguments) =>
        Source.FetchAsync(Request(dataset, policy, first, arguments), Rows, new Observer(this), CancellationToken.None);

    public static FetchRequest Request(Dataset? dataset = null, SchemaPolicy policy = SchemaPolicy.Evolve, int? first = null, params (string Name, object Value)[] arguments) => new()
    {
        Dataset = dataset ?? Daily,
        Arguments = arguments.ToDictionary(a => a.Name, a => a.Value),
        SchemaPolicy = policy,
        First = first,
    };

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Keeps batches as rows of text.</summary>
    internal sealed class Sink : IBatchSink
    {
        public List<RowBatch> Batches { get; } = [];
        public int Resets { get; private set; }

        public ValueTask AddAsync(RowBatch batch, CancellationToken cancellationToken)
        {
            Batches.Add(batch);
            return ValueTask.CompletedTask;
        }

        public ValueTask ResetAsync(CancellationToken cancellationToken)
        {
            Resets++;
            Batches.Clear();
            return ValueTask.CompletedTask;
        }

        /// <summary>All values of a column; null where a batch lacks it.</summary>
        public object?[] Column(string name) =>
            [.. Batches.SelectMany(b => Enumerable.Range(0, b.RowCount).Select(r => b.IndexOf(name) is >= 0 and var at ? b.Columns[at].GetValue(r) : null))];
    }

    internal sealed class Observer(HttpBench bench) : IFetchObserver
    {
        public void Waiting(string reason, TimeSpan delay)
        {
            lock (bench.Waits) bench.Waits.Add((reason, delay));
        }

        public void Requested(string description) { }
    }
}

/// <summary>Admits all, keeps what it was asked, and observes blocks.</summary>
internal sealed class RecordingLimiter(TimeProvider time) : IRateLimiter
{
    private DateTimeOffset _until;
    public List<(string Source, string Api, IReadOnlyList<RateWindow> Windows)> Acquired { get; } = [];
    public List<(string Api, TimeSpan Duration, bool WholeSource)> Blocks { get; } = [];
    /// <summary>A wait before the next grant.</summary>
    public TimeSpan? NextWait { get; set; }

    public async ValueTask<IDisposable> AcquireAsync(string source, string api, RateLimits limits, Action<TimeSpan>? waiting, CancellationToken cancellationToken)
    {
        var wait = NextWait ?? _until - time.GetUtcNow();
        NextWait = null;
        if (wait > TimeSpan.Zero)
        {
            waiting?.Invoke(wait);
            await Task.Delay(wait, time, cancellationToken);
        }
        lock (Acquired) Acquired.Add((source, api, limits.Windows));
        return new SemaphoreSlim(1);
    }

    public List<RateWindow> Learned { get; } = [];

    public ValueTask LearnAsync(string source, string api, RateWindow window, CancellationToken cancellationToken)
    {
        Learned.Add(window);
        return ValueTask.CompletedTask;
    }

    public ValueTask BlockAsync(string source, string api, TimeSpan duration, bool wholeSource, CancellationToken cancellationToken)
    {
        Blocks.Add((api, duration, wholeSource));
        _until = time.GetUtcNow() + duration;
        return ValueTask.CompletedTask;
    }
}
