using System.Text.Json.Nodes;
using DataSync.Arguments.Generators.Batch;
using DataSync.Arguments.Generators.Product;
using DataSync.Arguments.Generators.Values;
using DataSync.Sync;
using DataSync.Sync.Refusals;
using DataSync.Tests.Sources.Http;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>Answers that a plan's schema policy refuses are kept while the user decides, and read instead of asking again.</summary>
public sealed class RefusedAnswersTests
{
    private const string Token = "t0ken/+值";
    private static readonly string[] Days = ["20240102", "20240103"];
    private static readonly Column Extra = new("extra", DataType.Int64);

    [Fact]
    public async Task What_was_refused_is_read_once_the_dataset_has_the_column()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 2);
        var refused = await bench.RunAsync(Days);
        Assert.Equal((RunStatus.Failed, 2L, 2L), (refused.Status, refused.Failed, refused.Requests));
        Assert.All(bench.Failures, f => Assert.EndsWith("What was sent is kept; once it fits, the next run reads it without asking again.", f.Advice));
        Assert.Equal(2, Kept(bench).Length);
        var asked = bench.Time.GetUtcNow().UtcDateTime;

        Add(bench, Extra);
        bench.Time.Advance(TimeSpan.FromHours(5));
        var run = await bench.RunAsync(Days);
        Assert.Equal((RunStatus.Done, 2L, 0L, 4L), (run.Status, run.Done, run.Requests, run.Rows));
        Assert.Equal([5L, 6L, 5L, 6L], bench.Table.Live.SelectMany(s => s.Rows).Select(r => r[3]));
        // they are as old as they are
        Assert.All(bench.Table.Live, s => Assert.Equal(asked, s.Marker.At));
        Assert.Empty(Kept(bench));
        Assert.Equal(2, (await bench.RunAsync(Days)).Skipped);
    }

    [Theory]
    [InlineData(SchemaPolicy.Evolve, 4)]
    [InlineData(SchemaPolicy.Discard, 3)]
    public async Task Another_policy_takes_what_was_refused(SchemaPolicy policy, int columns)
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 2);
        await bench.RunAsync(Days);
        bench.Plan = bench.Plan with { SchemaPolicy = policy };
        var run = await bench.RunAsync(Days);
        Assert.Equal((RunStatus.Done, 2L, 0L), (run.Status, run.Done, run.Requests));
        Assert.Equal(columns, bench.Table.State.Columns.Count);
        Assert.Empty(Kept(bench));
    }

    [Fact]
    public async Task A_type_that_no_longer_holds_is_widened_without_asking()
    {
        using var bench = Bench(out var vendor);
        vendor.Table("""["trade_date","n","price"]""", """[["20240102",1,1.5]]""");
        Assert.Equal(1, (await bench.RunAsync("20240102")).Failed);
        bench.Plan = bench.Plan with { SchemaPolicy = SchemaPolicy.Evolve };
        var run = await bench.RunAsync("20240102");
        Assert.Equal((RunStatus.Done, 0L), (run.Status, run.Requests));
        Assert.Equal(1.5, Assert.Single(Assert.Single(bench.Table.Live).Rows)[2]);
    }

    [Fact]
    public async Task While_nothing_is_decided_the_vendor_is_asked_again_and_the_newest_is_kept()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 1);
        await bench.RunAsync("20240102");
        vendor.Table("""["trade_date","n","price","extra"]""", """[["20240102",1,7,9]]""");
        var again = await bench.RunAsync("20240102");
        Assert.Equal((1L, 1L), (again.Failed, again.Requests));
        Add(bench, Extra);
        Assert.Equal((1L, 0L), await bench.RunAsync("20240102") is var run ? (run.Done, run.Requests) : default);
        Assert.Equal(9L, Assert.Single(Assert.Single(bench.Table.Live).Rows)[3]);
    }

    [Fact]
    public async Task A_vendor_that_mends_itself_is_believed()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 1);
        await bench.RunAsync("20240102");
        vendor.Table("""["trade_date","n","price"]""", """[["20240102",1,7]]""");
        var run = await bench.RunAsync("20240102");
        Assert.Equal((RunStatus.Done, 1L, 1L), (run.Status, run.Requests, run.Rows));
        Assert.Empty(Kept(bench));
    }

    [Fact]
    public async Task What_was_kept_stays_where_the_vendor_fails_meanwhile()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 1);
        await bench.RunAsync("20240102");
        vendor.Refusal(40001, "bad luck");
        Assert.Equal(1, (await bench.RunAsync("20240102")).Failed);
        Add(bench, Extra);
        Assert.Equal((1L, 0L), await bench.RunAsync("20240102") is var run ? (run.Done, run.Requests) : default);
    }

    [Fact]
    public async Task All_pages_are_kept_and_a_column_that_is_missing_is_told_at_the_end()
    {
        using var bench = Bench(out var vendor, """{"paging":{"mode":"OffsetLimit","pageSize":2,"safe":true}}""");
        vendor.Table("""["trade_date","n"]""", """[["20240102",1],["20240102",2]]""", "true");
        vendor.Table("""["trade_date","n"]""", """[["20240102",2],["20240102",3]]""", "false");
        var refused = await bench.RunAsync("20240102");
        Assert.Equal((1L, 2L), (refused.Failed, refused.Requests));
        Assert.Equal(2, Kept(bench).Length);
        bench.Workspace.Datasets.Update("daily", d => d with { Columns = [.. d.Columns.Take(2)], SchemaVersion = 2 }, "the vendor dropped it");
        var run = await bench.RunAsync("20240102");
        Assert.Equal((RunStatus.Done, 3L, 0L), (run.Status, run.Rows, run.Requests));
    }

    [Fact]
    public async Task Force_asks_anew()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 1);
        await bench.RunAsync("20240102");
        Add(bench, Extra);
        SendsExtra(vendor, 1);
        var run = await bench.RunAsync(SyncBench.Days("20240102"), new SyncOptions { Force = true });
        Assert.Equal((1L, 1L), (run.Done, run.Requests));
        Assert.Empty(Kept(bench));
    }

    [Fact]
    public async Task A_damaged_answer_is_asked_for_again()
    {
        using var bench = Bench(out var vendor);
        SendsExtra(vendor, 2);
        await bench.RunAsync(Days);
        var files = Kept(bench);
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..^20]);
        File.WriteAllText(files[1], "not compressed");
        Add(bench, Extra);
        SendsExtra(vendor, 2);
        var run = await bench.RunAsync(Days);
        Assert.Equal((RunStatus.Done, 2L, 2L), (run.Status, run.Done, run.Requests));
    }

    [Fact]
    public async Task An_answer_that_repeats_the_token_is_not_kept()
    {
        using var bench = Bench(out var vendor);
        vendor.Json($$$"""{"code":0,"msg":"","echo":"{{{Token}}}","data":{"fields":["trade_date","n","price","extra"],"items":[["20240102",1,7,5]]}}""");
        Assert.Equal(1, (await bench.RunAsync("20240102")).Failed);
        Assert.Empty(Kept(bench));
        Assert.DoesNotContain("kept", Assert.Single(bench.Failures).Advice);
        foreach (var file in Directory.EnumerateFiles(bench.Workspace.Root, "*", SearchOption.AllDirectories)) Assert.DoesNotContain(Token, File.ReadAllText(file));
    }

    [Fact]
    public async Task Slices_that_share_a_request_share_what_is_kept()
    {
        using var bench = Bench(out var vendor);
        bench.Workspace.Datasets.Update("daily", d => d with
        {
            Key = ["trade_date", "code"],
            Parameters = [new("trade_date", DataType.Date) { Filter = new("trade_date", FilterOperator.Equals) }, new("code", DataType.String) { Filter = new("code", FilterOperator.In) }],
            Columns = [new("trade_date", DataType.Date), new("code", DataType.String), new("price", DataType.Int64)],
        }, "codes");
        var codes = new ValuesGenerator { Parameter = "code", Values = ["A", "B"] };
        var generator = new BatchGenerator { Part = new ProductGenerator { Parts = [new ValuesGenerator { Parameter = "trade_date", Values = ["20240102"] }, codes] }, Parameter = "code", Count = 2 };
        bench.Plan = bench.Plan with { Generator = generator };
        vendor.Table("""["trade_date","code","price","extra"]""", """[["20240102","A",1,5],["20240102","B",2,6]]""");
        Assert.Equal((2L, 1L), await bench.RunAsync(generator) is var refused ? (refused.Failed, refused.Requests) : default);
        Add(bench, Extra);
        var run = await bench.RunAsync(generator);
        Assert.Equal((RunStatus.Done, 2L, 0L), (run.Status, run.Done, run.Requests));
        Assert.Empty(Kept(bench));
    }

    [Fact]
    public async Task A_table_that_is_built_anew_takes_what_was_kept_and_drops_it_when_it_is_swapped()
    {
        using var bench = Bench(out var vendor, mode: WriteMode.Replace);
        SendsExtra(vendor, 2);
        await bench.RunAsync(Days);
        Add(bench, Extra);
        var run = await bench.RunAsync(Days);
        Assert.Equal((RunStatus.Done, 2L, 0L), (run.Status, run.Done, run.Requests));
        Assert.Empty(Kept(bench));
    }

    private static SyncBench Bench(out FakeVendor vendor, string? settings = null, WriteMode mode = WriteMode.Upsert)
    {
        Environment.SetEnvironmentVariable("DATASYNC_TEST_REFUSED", Token);
        var network = vendor = new FakeVendor();
        var bench = new SyncBench(mode, b =>
        {
            b.Workspace.Sources.Save(new Source { Name = "vendor", Preset = "Tushare", Token = "env:DATASYNC_TEST_REFUSED", Settings = settings is null ? null : (JsonObject)JsonNode.Parse(settings)! }, overwrite: true);
            b.AsksNetwork = true;
            b.Network = network;
        });
        bench.Plan = bench.Plan with { SchemaPolicy = SchemaPolicy.Freeze, ThrottleLimit = 1 };
        return bench;
    }

    private static void SendsExtra(FakeVendor vendor, int days)
    {
        foreach (var day in Days.Take(days)) vendor.Table("""["trade_date","n","price","extra"]""", $"""[["{day}",1,7,5],["{day}",2,8,6]]""");
    }

    private static void Add(SyncBench bench, Column column) => bench.Workspace.Datasets.Update("daily", d => d with { Columns = [.. d.Columns, column], SchemaVersion = d.SchemaVersion + 1 }, "the user took it");

    private static string[] Kept(SyncBench bench) => Directory.Exists(Path.Combine(bench.Workspace.Root, RefusedAnswers.FolderName))
        ? [.. Directory.EnumerateFiles(Path.Combine(bench.Workspace.Root, RefusedAnswers.FolderName), "*", SearchOption.AllDirectories).Order()] : [];
}
