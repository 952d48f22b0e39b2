using System.Globalization;
using System.Text.Json.Nodes;
using DataSync.Arguments;
using DataSync.Catalog;
using DataSync.Examples.Vendor;
using DataSync.Examples.Vendor.Data;
using DataSync.Examples.Vendor.Faults;
using DataSync.Stores;
using DataSync.Sync;

namespace DataSync.Conformance.Tests.Completeness;

/// <summary>
/// A workspace whose plans meet everything a vendor does at once: slices above the cap, pages that shift, days that are published late, faults of every kind, and a limit that four
/// processes share.
/// </summary>
internal sealed class AcceptanceScript(string root) : ISyncObserver
{
    public const string WorkerArgument = "--acceptance-worker";
    public const string Token = "acceptance", TokenVariable = "DATASYNC_ACCEPTANCE_TOKEN";

    /// <summary>The vendor's limit, of all its APIs together: a minute's 600 requests in a window that a test can wait for.</summary>
    public static RateWindow Limit { get; } = new(20, TimeSpan.FromSeconds(2), PerApi: false);

    private const string Stock = "stock_basic", Daily = "daily", Basic = "daily_basic", Store = "lake";
    private static readonly TimeSpan Patience = TimeSpan.FromDays(10_000); // the vendor's days are long past, and its late ones still to come

    /// <summary>The plans, and which process runs them.</summary>
    public static IReadOnlyList<string[]> Processes { get; } = [["early-a"], ["early-b"], ["recent"], ["paged", "list"]];

    public Workspace Workspace { get; } = Workspace.Open(root);

    private SyncEngine Engine => new(Workspace, new EngineServices());

    /// <summary>The vendor as it behaves, or without faults and limits.</summary>
    public static VendorOptions Vendor(int seed, bool wellBehaved)
    {
        var options = new VendorOptions { Seed = seed, Stocks = 120, Days = 60, NullRate = 0.05, Token = Token };
        var days = new Market(options).Days;
        return wellBehaved ? options : options with
        {
            RowCap = 500,
            FaultRate = 0.2,
            FaultKinds = Enum.GetValues<Fault>(),
            FaultSeed = seed,
            HangMs = 3000,
            ShiftRate = 0.5,
            RateLimit = Limit.Requests,
            RateWindowSeconds = Limit.Per.TotalSeconds,
            RatePerApi = false,
            LateDays = [Day(days[55]), Day(days[57])],
            LateAsks = 1,
            JitterMs = 20,
            LatencyMs = 20,
        };
    }

    /// <summary>Makes the workspace.</summary>
    public static AcceptanceScript Make(string root, Uri vendor, int seed)
    {
        var workspace = Workspace.Create(root);
        workspace.Sources.Save(new Source
        {
            Name = "vendor",
            Preset = "Tushare",
            Uri = vendor.ToString(),
            Token = $"env:{TokenVariable}",
            Limits = [Limit],
            Settings = (JsonObject)JsonNode.Parse("""{"retry":{"attempts":8,"baseDelay":"0.05s","maxDelay":"1s"},"timeout":"2s","maxResponseBytes":1000000,"concurrent":16}""")!,
        }, overwrite: true);
        workspace.Stores.Save(new Store { Name = Store, Kind = "Parquet", Path = "data" }, overwrite: true);
        Parameter[] byDay =
        [
            new("ts_code", DataType.String) { Filter = new("ts_code", FilterOperator.In) },
            new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) },
            new("start_date", DataType.Date) { Filter = new("trade_date", FilterOperator.From) },
            new("end_date", DataType.Date) { Filter = new("trade_date", FilterOperator.To) },
        ];
        var prices = new Dataset
        {
            Name = Daily,
            Source = "vendor",
            RowCap = 500,
            Key = ["ts_code", "trade_date"],
            Parameters = byDay,
            Columns = [new("ts_code", DataType.String), new("trade_date", DataType.Date), .. Numbers("open", "high", "low", "close", "pre_close", "change", "pct_chg", "vol", "amount")],
        };
        workspace.Datasets.Save(prices, overwrite: true);
        workspace.Datasets.Save(prices with
        {
            Name = Basic,
            Columns = [new("ts_code", DataType.String), new("trade_date", DataType.Date), .. Numbers("close", "turnover_rate", "volume_ratio", "pe", "pe_ttm", "pb", "total_share", "float_share", "total_mv")],
            Settings = (JsonObject)JsonNode.Parse("""{"paging":{"safe":true}}""")!,
        }, overwrite: true);
        workspace.Datasets.Save(new Dataset
        {
            Name = Stock,
            Source = "vendor",
            RowCap = 500,
            Key = ["ts_code"],
            Parameters = [new("list_status", DataType.String) { Filter = new("list_status", FilterOperator.Equals) }],
            Columns = [.. ((string[])["ts_code", "symbol", "name", "area", "industry", "market", "list_date"]).Select(c => new Column(c, DataType.String))],
        }, overwrite: true);

        var market = new Market(Vendor(seed, wellBehaved: true));
        var (days, codes) = (market.Days, market.Codes);
        foreach (var (name, from, mode) in new[] { ("early-a", 0, WriteMode.Append), ("early-b", 60, WriteMode.Upsert) })
            Save(name, Daily, mode, null, Range(codes, from, 60, days[0], days[19]), Range(codes, from, 60, days[20], days[39]));
        Save("recent", Daily, WriteMode.ReplaceSlice, "120", [.. days.Skip(40).Select(d => new JsonObject { ["trade_date"] = d })]);
        Save("paged", Basic, WriteMode.Upsert, null, [.. Enumerable.Range(0, 3).Select(i => Range(codes, i * 40, 40, days[0], days[19]))]);
        Save("list", Stock, WriteMode.Replace, "90%", new JsonObject { ["list_status"] = "L" });
        return new AcceptanceScript(root);

        void Save(string name, string dataset, WriteMode mode, string? expect, params JsonObject[] arguments) => workspace.Plans.Save(
            new Plan { Name = name, Dataset = dataset, Store = Store, Table = name, Mode = mode, Expect = expect, SettleAfter = Patience, MaxAge = Timeout.InfiniteTimeSpan, Arguments = arguments }, overwrite: true);
    }

    /// <summary>Runs some plans, one after another: the work of one process.</summary>
    public static async Task<int> RunWorkerAsync(string root, string plans)
    {
        var script = new AcceptanceScript(root);
        foreach (var plan in plans.Split(','))
        {
            var run = await script.Engine.RunAsync(script.Workspace.Plans.Get(plan), new LiteralGenerator(), new(), script, CancellationToken.None);
            Console.Out.WriteLine($"{plan}: {run.Status}, {run.Done} done, {run.Failed} failed, {run.Pending} pending, {run.Requests} requests, {run.Rows} rows. {run.Message}");
        }
        return 0;
    }

    /// <summary>True where one of some plans lacks something.</summary>
    public async Task<bool> LackAsync(IEnumerable<string> plans)
    {
        foreach (var plan in plans)
            if (await Engine.GetCoverageAsync(Workspace.Plans.Get(plan), CancellationToken.None) is var coverage && (coverage.Planned == 0 || coverage.Done < coverage.Planned)) return true;
        return false;
    }

    /// <summary>The rows of a plan's table.</summary>
    public async Task<List<string>> RowsAsync(string plan)
    {
        await using var store = new EngineServices().Open(Workspace.Stores.Get(Store), Workspace);
        var rows = new List<string>();
        await foreach (var batch in store.ReadAsync(plan, new ReadQuery(), CancellationToken.None))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(Text(batch.Columns.Select(c => (c.Column.Name, c.GetValue(row) switch { DateOnly day => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture), double number => number.ToString("R", CultureInfo.InvariantCulture), var value => value?.ToString() ?? "" }))));
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>The rows that a plan's slices select at a vendor that behaves.</summary>
    public async Task<List<string>> ExpectedAsync(string plan, HttpClient vendor)
    {
        var definition = Workspace.Plans.Get(plan);
        var rows = new List<string>();
        foreach (var arguments in definition.Arguments!)
        {
            var body = new JsonObject { ["api_name"] = Workspace.Datasets.Get(definition.Dataset).Api, ["token"] = Token, ["params"] = arguments.DeepClone(), ["fields"] = "" };
            var answer = JsonNode.Parse(await (await vendor.PostAsync("", new StringContent(body.ToJsonString()))).Content.ReadAsByteArrayAsync())!["data"]!;
            var names = answer["fields"]!.AsArray().Select(f => (string)f!).ToList();
            foreach (var row in answer["items"]!.AsArray())
                rows.Add(Text(row!.AsArray().Select((v, i) => (names[i], v is null ? "" : v.GetValueKind() == System.Text.Json.JsonValueKind.Number ? v.GetValue<double>().ToString("R", CultureInfo.InvariantCulture) : (string)v!))));
        }
        rows.Sort(StringComparer.Ordinal);
        return rows;
    }

    private static string Text(IEnumerable<(string Name, string Value)> row) => string.Join('|', row.OrderBy(v => v.Name, StringComparer.Ordinal).Select(v => $"{v.Name}={v.Value}"));

    private static JsonObject Range(IReadOnlyList<string> codes, int first, int count, string from, string to) =>
        new() { ["ts_code"] = string.Join(',', codes.Skip(first).Take(count)), ["start_date"] = from, ["end_date"] = to };

    private static IEnumerable<Column> Numbers(params string[] names) => names.Select(n => new Column(n, DataType.Double));

    private static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture);

    void ISyncObserver.SliceFailed(Plan plan, Slice? slice, Failure failure) => Console.Out.WriteLine($"{plan.Name}: {failure.Message}");
    void ISyncObserver.Warning(string message) => Console.Out.WriteLine(message);
    void ISyncObserver.Verbose(string message) { }
    void ISyncObserver.Debug(string message) { }
    void ISyncObserver.Progress(SyncProgress progress) { }
    void ISyncObserver.SliceDone(Plan plan, string slice, long rows) { }
}
