using DataSync.Arguments;
using DataSync.Arguments.Generators.Dates;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>Ranges in fixed periods: tomorrow's run repeats only the period that goes on, and that until it is over.</summary>
public sealed class OpenRangeTests
{
    [Fact]
    public async Task The_period_that_holds_today_is_asked_once_a_day_until_it_is_over()
    {
        var vendor = new CappedVendor { Cap = 1000, Rows = CappedVendor.Prices(1, 400) };
        using var bench = vendor.Bench(null);
        bench.Plan = bench.Plan with { Generator = new DatesGenerator { FromParameter = "start", ToParameter = "end", From = new(2023, 11, 15), Step = PeriodStep.Month } };

        Assert.Equal((RunStatus.Done, 3L, 0L), await RunAsync(bench) is var first ? (first.Status, first.Done, first.Pending) : default);
        Assert.Equal(["end=20231130 start=20231115", "end=20231231 start=20231201", "end=20240131 start=20240101"], Asked(vendor));
        Assert.Equal(0, (await RunAsync(bench)).Requests);
        Assert.Equal((3L, 0L), await bench.Engine.GetCoverageAsync(bench.Plan, TestContext.Current.CancellationToken) is var coverage ? (coverage.Done, coverage.Pending) : default);

        bench.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, (await bench.Engine.GetCoverageAsync(bench.Plan, TestContext.Current.CancellationToken)).Stale);
        await RunAsync(bench);
        Assert.Equal(["end=20240131 start=20240101"], Asked(vendor));

        // the month is over: once more, and never again; the next one has begun
        bench.Time.Advance(TimeSpan.FromDays(22));
        await RunAsync(bench);
        Assert.Equal(["end=20240131 start=20240101", "end=20240229 start=20240201"], Asked(vendor));
        bench.Time.Advance(TimeSpan.FromDays(1));
        await RunAsync(bench);
        Assert.Equal(["end=20240229 start=20240201"], Asked(vendor));
    }

    [Fact]
    public async Task What_has_not_begun_waits_and_a_limited_run_takes_what_it_shares_a_day_with()
    {
        var vendor = new CappedVendor { Cap = 1000 };
        using var bench = vendor.Bench(null);
        bench.Plan = bench.Plan with { Generator = new DatesGenerator { FromParameter = "start", ToParameter = "end", From = new(2023, 12, 1), To = new(2024, 3, 31), Step = PeriodStep.Month } };
        Assert.Equal((2L, 2L), await RunAsync(bench) is var run ? (run.Done, run.Pending) : default);
        var limited = await bench.RunAsync(bench.Plan.Generator!, new SyncOptions { From = new(2023, 12, 31), To = new(2023, 12, 31), Force = true }, TestContext.Current.CancellationToken);
        Assert.Equal((1L, 1L), (limited.Planned, limited.Done));
    }

    private static Task<Run> RunAsync(SyncBench bench) => bench.RunAsync(bench.Plan.Generator!, cancellationToken: TestContext.Current.CancellationToken);

    private static List<string> Asked(CappedVendor vendor)
    {
        List<string> asked = [.. vendor.Asked.Order()];
        vendor.Asked.Clear();
        return asked;
    }
}
