using System.Collections.Concurrent;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores;
using DataSync.Stores.Files;
using DataSync.Sync;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>A plan that the whole engine runs: an HTTP source, a workspace with its index, a file store.</summary>
internal sealed class EngineScript(string kind, WriteMode mode, string root, int nameLength = 4) : ISyncObserver
{
    public const string WorkerArgument = "--engine-worker";

    /// <summary>So small that a run commits, merges and compacts several times.</summary>
    private static readonly FileStoreOptions Options = new() { SpillBytes = 600, PartRows = 20, BlockRows = 8, MergeRuns = 3, OpenParts = 2, LogBytes = 1 };

    /// <summary>The days of the run before.</summary>
    public static readonly string[] BaseDays = ["20240102", "20240103"];

    /// <summary>The days of the run that is disturbed.</summary>
    public static readonly string[] Days = [.. BaseDays, "20240104", EngineVendor.EmptyDay, "20240108", EngineVendor.GrowsFrom, "20240204", "20240301"];

    private readonly EngineVendor _vendor = new(nameLength);
    private readonly Plan _plan = new() { Name = StoreTable.Name, Dataset = StoreTable.Name, Store = "lake", Mode = mode, PartitionBy = "month(trade_date)" };

    private readonly ConcurrentQueue<string> _trace = [];

    /// <summary>What the engine said about its run, for a test that fails.</summary>
    public string Trace => string.Join('\n', _trace);

    public Workspace Workspace { get; } = File.Exists(Path.Combine(root, Workspace.FileName)) ? Workspace.Open(root) : Make(kind, root);

    /// <summary>What the vendor was asked.</summary>
    public int Requests => _vendor.Requests;

    private SyncEngine Engine => new(Workspace, new EngineServices { Handler = _vendor, StoreOpener = _ => OpenStore() });

    public static async Task<int> RunWorkerAsync(string kind, WriteMode mode, string root, int nameLength)
    {
        var run = await new EngineScript(kind, mode, root, nameLength).RunAsync(Days);
        Console.Out.WriteLine($"{run.Status}: {run.Message}");
        return run.Status == RunStatus.Done ? 0 : KillScript.NotDone;
    }

    public Task<Run> RunAsync(string[] days) =>
        Engine.RunAsync(_plan, new LiteralGenerator(days.Select(d => new Dictionary<string, object?> { ["trade_date"] = d })), new() { LockTimeout = TimeSpan.Zero }, this, CancellationToken.None);

    /// <summary>Migrates the table, and changes the dataset likewise.</summary>
    public async Task MigrateAsync(string steps, Func<Dataset, Dataset> change)
    {
        await using var store = OpenStore();
        var script = await store.ScriptAsync(StoreTable.Name, StepText.ReadLines(steps), CancellationToken.None);
        await store.MigrateAsync(new TableMigration { Id = "m", Table = StoreTable.Name, Script = script.Up }, CancellationToken.None);
        Workspace.Datasets.Save(change(Workspace.Datasets.Get(StoreTable.Name)), overwrite: true);
    }

    public Task<Coverage> CoverageAsync() => Engine.GetCoverageAsync(_plan, CancellationToken.None);

    /// <summary>The slices that the store holds.</summary>
    public async Task<List<string>> StoredSlicesAsync()
    {
        await using var store = OpenStore();
        return [.. (await store.ReadMarkersAsync(StoreTable.Name, 0, CancellationToken.None).ToListAsync()).Select(m => m.Slice).Order(StringComparer.Ordinal)];
    }

    /// <summary>All rows, each with its columns' names.</summary>
    public async Task<List<string>> RowsAsync()
    {
        await using var store = OpenStore();
        var rows = new List<string>();
        await foreach (var batch in store.ReadAsync(StoreTable.Name, new ReadQuery(), CancellationToken.None))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(string.Join("|", batch.Columns.Select(c => $"{c.Column.Name}={StoreTable.Text(c.GetValue(row))}")));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private FileStore OpenStore() => new(Path.Combine(root, "lake"), new FileTable(kind, root).Format, Options, TimeProvider.System);

    private static Workspace Make(string kind, string root)
    {
        var workspace = Workspace.Create(root);
        workspace.Sources.Save(new Source
        {
            Name = "vendor",
            Uri = "https://vendor.test/daily",
            Settings = new() { ["query"] = new System.Text.Json.Nodes.JsonObject { ["trade_date"] = "{{arguments.trade_date}}" }, ["records"] = new System.Text.Json.Nodes.JsonObject { ["path"] = "$" }, ["dateFormat"] = "yyyyMMdd" },
        }, overwrite: true);
        workspace.Stores.Save(FileTable.Definition(kind, "lake"), overwrite: true);
        workspace.Datasets.Save(new Dataset
        {
            Name = StoreTable.Name,
            Source = "vendor",
            Key = ["ts_code", "trade_date"],
            Parameters = [new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) }],
            Columns = StoreTable.Columns,
        }, overwrite: true);
        return workspace;
    }

    void ISyncObserver.SliceFailed(Plan plan, Slice? slice, Failure failure) => Console.Error.WriteLine(failure);
    void ISyncObserver.Warning(string message) { }
    void ISyncObserver.Verbose(string message) { }
    void ISyncObserver.Debug(string message) => _trace.Enqueue(message);
    void ISyncObserver.Progress(SyncProgress progress) { }
    void ISyncObserver.SliceDone(Plan plan, string slice, long rows) { }
}
