using System.Collections.Concurrent;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Sync;
using DataSync.Sync.Estimates;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Tests.Sync;

/// <summary>A workspace with one plan, a source and a store that a test plays.</summary>
internal sealed class SyncBench : ISyncObserver, IDisposable
{
    private readonly TempFolder _folder = new();

    public SyncBench(WriteMode mode = WriteMode.Upsert, Action<SyncBench>? set = null)
    {
        Workspace = Workspace.Create(_folder.Path);
        Workspace.Sources.Save(new Source { Name = "vendor" }, overwrite: true);
        Workspace.Stores.Save(new Store { Name = "lake", Kind = "Parquet", Path = "data" }, overwrite: true);
        Workspace.Datasets.Save(new Dataset
        {
            Name = "daily",
            Source = "vendor",
            Key = ["trade_date", "n"],
            Parameters =
            [
                new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) },
                new("code", DataType.String),
                new("limit", DataType.Int64) { Filter = new("", FilterOperator.None) },
            ],
            Columns = [new("trade_date", DataType.Date), new("n", DataType.Int64), new("price", DataType.Int64)],
        }, overwrite: true);
        Plan = new Plan { Name = "daily", Dataset = "daily", Store = "lake", Mode = mode };
        set?.Invoke(this);
    }

    public Workspace Workspace { get; private set; }
    public Plan Plan { get; set; }
    public FakeSource Source { get; } = new();
    public MemoryStore Store { get; } = new();
    /// <summary>2024-01-10, 18:00 in Shanghai.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2024, 1, 10, 10, 0, 0, TimeSpan.Zero));
    public HttpMessageHandler? Network { get; set; }
    /// <summary>True: the workspace's own source is opened, on the <see cref="Network"/>.</summary>
    public bool AsksNetwork { get; set; }
    public long StagingBytes { get; set; } = 64 << 20;
    public ConcurrentQueue<string> Warnings { get; } = [];
    public ConcurrentQueue<Failure> Failures { get; } = [];
    public ConcurrentQueue<SyncProgress> Reports { get; } = [];
    public SyncEngine Engine => new(Workspace, new EngineServices { Time = Time, StagingBytes = StagingBytes, Handler = Network, SourceOpener = AsksNetwork ? null : _ => Source, StoreOpener = _ => Store });
    public MemoryTable Table => Store["daily"];

    public Task<Run> RunAsync(IArgumentGenerator generator, SyncOptions? options = null, CancellationToken cancellationToken = default) =>
        Engine.RunAsync(Plan, generator, options ?? new(), this, cancellationToken);

    /// <summary>What a run would meet and cost; by itself, or after the plans of a forecast.</summary>
    public async Task<(SyncEstimate Estimate, IReadOnlyList<SlicePreview> Slices)> EstimateAsync(IArgumentGenerator generator, SyncOptions? options = null, SyncForecast? forecast = null)
    {
        var slices = new List<SlicePreview>();
        return (await Engine.EstimateAsync(Plan, generator, options ?? new(), forecast ?? new(), slices.Add, Xunit.TestContext.Current.CancellationToken), slices);
    }

    public Task<Run> RunAsync(params string[] days) => RunAsync(Days(days));

    public static LiteralGenerator Days(params string[] days) => new(days.Select(d => new Dictionary<string, object?> { ["trade_date"] = d }));

    /// <summary>Days from 2023-01-01 on.</summary>
    public static string[] DaysFrom(int count) => [.. Enumerable.Range(0, count).Select(i => new DateOnly(2023, 1, 1).AddDays(i).ToString("yyyyMMdd"))];

    /// <summary>Reads datasync.json anew.</summary>
    public void Reopen() => Workspace = Workspace.Open(Workspace.Root);

    public void Dispose() => _folder.Dispose();

    void ISyncObserver.SliceFailed(Plan plan, Slice? slice, Failure failure) => Failures.Enqueue(failure);
    void ISyncObserver.Warning(string message) => Warnings.Enqueue(message);
    void ISyncObserver.Verbose(string message) { }
    void ISyncObserver.Debug(string message) { }
    void ISyncObserver.Progress(SyncProgress progress) => Reports.Enqueue(progress);
    void ISyncObserver.SliceDone(Plan plan, string slice, long rows) { }
}
