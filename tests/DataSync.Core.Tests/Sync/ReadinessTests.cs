using DataSync.Arguments;
using DataSync.Sync.Readiness;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>What is not published yet is not asked, and what is short of what is expected is not done.</summary>
public sealed class ReadinessTests
{
    // the bench's clock stands at 2024-01-10, a Wednesday, 18:00 in Shanghai
    private readonly CappedVendor _vendor = new() { Cap = 5000 };

    private void Publish(string day, int rows)
    {
        var date = DateOnly.ParseExact(day, "yyyyMMdd");
        _vendor.Rows.RemoveAll(r => r.Day == date);
        for (var i = 0; i < rows; i++) _vendor.Rows.Add(($"c{i:000}", date, i));
    }

    private SyncBench Bench(Func<Plan, Plan> plan, WriteMode mode = WriteMode.Upsert)
    {
        var bench = _vendor.Bench(rowCap: null, mode);
        bench.Plan = plan(bench.Plan);
        return bench;
    }

    private static async Task<SliceCoverage> SliceAsync(SyncBench bench, int at = 0) =>
        (await bench.Engine.GetSlicesAsync(bench.Plan, default).ToListAsync(TestContext.Current.CancellationToken))[at];

    [Fact]
    public async Task Nothing_is_asked_before_it_is_published()
    {
        Publish("20240110", 2);
        using var bench = Bench(p => p with { Published = "20:00" });
        var early = await bench.RunAsync("20240110");
        Assert.Equal((0, 1), (early.Requests, early.Pending));
        Assert.Equal(SliceState.Pending, (await SliceAsync(bench)).State);
        bench.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, (await bench.RunAsync("20240110")).Done);
    }

    [Fact]
    public async Task Days_after_count_in_the_calendar()
    {
        Publish("20240105", 1); // a Friday
        using var bench = Bench(p => p with { Published = "3d 09:00", Calendar = "Weekdays" });
        Assert.Equal(1, (await bench.RunAsync("20240105")).Done); // Wednesday, 09:00
        Publish("20240108", 1);
        Assert.Equal(1, (await bench.RunAsync("20240108")).Pending); // Thursday
    }

    [Fact]
    public async Task An_answer_of_before_the_publication_is_asked_for_again()
    {
        Publish("20240110", 1);
        using var bench = Bench(p => p);
        await bench.RunAsync("20240110");
        bench.Plan = bench.Plan with { Published = "20:00" };
        bench.Time.Advance(TimeSpan.FromHours(3));
        Publish("20240110", 5);
        Assert.Equal(5, (await bench.RunAsync("20240110")).Rows);
        Assert.Equal(0, (await bench.RunAsync("20240110")).Requests);
    }

    [Fact]
    public async Task A_day_that_is_closed_is_done_without_rows()
    {
        using var bench = Bench(p => p with { Calendar = "Weekdays", Expect = "10" });
        await bench.RunAsync("20240106"); // a Saturday
        Assert.Equal(SliceState.Done, (await SliceAsync(bench)).State);
        Assert.Equal(0, (await bench.RunAsync("20240106")).Requests);
    }

    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.ReplaceSlice)]
    public async Task A_short_answer_waits_and_stores_nothing(WriteMode mode)
    {
        using var bench = Bench(p => p with { Expect = "10" }, mode);
        Publish("20240110", 4);
        var run = await bench.RunAsync("20240110");
        Assert.Equal((RunStatus.Done, 0, 1, 0), (run.Status, run.Done, run.Pending, run.Rows));
        Assert.StartsWith("1 slice has fewer rows than are expected", run.Message);
        var slice = await SliceAsync(bench);
        Assert.Equal((SliceState.Pending, "4 of 10 rows that are expected (Expect 10)."), (slice.State, slice.Reason));
        Publish("20240110", 10);
        Assert.Equal((1, 10), (await bench.RunAsync("20240110")) is var again ? (again.Done, again.Rows) : default);
        Assert.Equal((SliceState.Done, null), (await SliceAsync(bench)) is var done ? (done.State, done.Reason) : default);
        Assert.Equal(0, (await bench.RunAsync("20240110")).Requests);
    }

    [Fact]
    public async Task A_short_answer_counts_when_its_time_is_over_with_a_warning()
    {
        using var bench = Bench(p => p with { Expect = "10" });
        Publish("20240110", 4);
        await bench.RunAsync("20240110");
        bench.Time.Advance(TimeSpan.FromDays(3));
        var run = await bench.RunAsync("20240110");
        Assert.Equal((1, 4), (run.Done, run.Rows));
        Assert.Contains("4 of 10 rows", Assert.Single(bench.Warnings));
    }

    [Fact]
    public async Task A_share_of_the_last_answer_looks_at_the_day_before()
    {
        using var bench = Bench(p => p with { Expect = "90%" });
        Publish("20240108", 100);
        Publish("20240109", 95);
        Publish("20240110", 80);
        var run = await bench.RunAsync("20240108");
        Assert.Equal(1, run.Done); // there is no last one
        Assert.Equal(1, (await bench.RunAsync("20240109")).Done);
        Assert.Equal(1, (await bench.RunAsync("20240110")).Pending);
        Assert.StartsWith("80 of 86 rows", (await SliceAsync(bench)).Reason);
    }

    [Fact]
    public async Task A_tables_count_is_expected()
    {
        using var bench = Bench(p => p);
        Publish("20240102", 20);
        bench.Plan = bench.Plan with { Name = "list", Table = "list" };
        await bench.RunAsync("20240102");
        bench.Plan = bench.Plan with { Name = "daily", Table = "daily", Expect = "50% of list?trade_date=2024-01-02" };
        Publish("20240109", 9);
        Publish("20240110", 10);
        var run = await bench.RunAsync("20240109", "20240110");
        Assert.Equal((1, 1), (run.Done, run.Pending));
    }

    [Fact]
    public async Task A_short_list_replaces_nothing()
    {
        using var bench = Bench(p => p with { Expect = "80%" }, WriteMode.Replace);
        Publish("20240102", 10);
        await bench.RunAsync(new LiteralGenerator());
        bench.Time.Advance(TimeSpan.FromDays(1));
        Publish("20240102", 5);
        var run = await bench.RunAsync(new LiteralGenerator());
        Assert.Equal((RunStatus.Failed, 10), (run.Status, bench.Table.Rows));
        Assert.Equal(FailureCategory.Short, run.Failures[0].Category);
        Publish("20240102", 9);
        Assert.Equal((RunStatus.Done, 9), ((await bench.RunAsync(new LiteralGenerator())).Status, bench.Table.Rows));
    }

    [Fact]
    public async Task Only_what_is_missing_is_asked_when_asked_for()
    {
        using var bench = Bench(p => p with { Expect = "2", Refresh = TimeSpan.FromDays(7) });
        Publish("20240108", 2);
        Publish("20240109", 1);
        await bench.RunAsync("20240108", "20240109");
        _vendor.Asked.Clear();
        await bench.RunAsync(SyncBench.Days("20240108", "20240109", "20240105"), new() { OnlyMissing = true });
        Assert.Equal(["trade_date=20240105", "trade_date=20240109"], _vendor.Asked.Order());
    }

    [Theory]
    [InlineData("5000", 5000L, 1, null)]
    [InlineData("5,000", 5000L, 1, null)]
    [InlineData("95%", null, 0.95, null)]
    [InlineData("stock_basic", null, 1, "stock_basic")]
    [InlineData("stock_basic?list_status=L", null, 1, "stock_basic")]
    [InlineData("99.5% of stock_basic", null, 0.995, "stock_basic")]
    public void Expectations_are_read(string text, long? count, double share, string? table)
    {
        var read = Expectation.Parse(text);
        Assert.Equal((count, share, table), (read.Count, read.Share, read.Table?.Table));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("200%")]
    [InlineData("% of x")]
    [InlineData("5 of x")]
    [InlineData("a b")]
    public void What_says_no_number_is_refused(string text) => Assert.Equal("ExpectInvalid", Assert.Throws<DataSyncException>(() => Expectation.Parse(text)).Id);

    [Theory]
    [InlineData("17:30", 0, 17, 30)]
    [InlineData("1d 9:05", 1, 9, 5)]
    public void Times_of_publication_are_read(string text, int days, int hour, int minute) => Assert.Equal(new PublishTime(days, new TimeOnly(hour, minute)), PublishTime.Parse(text));

    [Theory]
    [InlineData("25:00")]
    [InlineData("tomorrow")]
    [InlineData("1d")]
    public void What_is_no_time_is_refused(string text) => Assert.Equal("PublishedInvalid", Assert.Throws<DataSyncException>(() => PublishTime.Parse(text)).Id);
}
