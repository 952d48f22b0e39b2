using DataSync.Sources;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>A daily quota that is used up in the middle.</summary>
public sealed class QuotaTests
{
    [Fact]
    public async Task The_next_run_goes_on_by_itself()
    {
        using var bench = new SyncBench();
        var left = 4;
        bench.Source.Answer = (request, sink, _, token) => Interlocked.Decrement(ref left) >= 0 ? FakeSource.RowsAsync(request, sink, 2, token)
            : Task.FromResult(new FetchResult { Failure = new(FailureCategory.QuotaUsedUp, "Your quota of today is used up.") });
        var days = SyncBench.DaysFrom(10);
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        var first = await bench.RunAsync(days);
        Assert.Equal((RunStatus.QuotaUsedUp, 4L, 0L), (first.Status, first.Done, first.Failed));
        // midnight in Shanghai
        Assert.Equal(new DateTime(2024, 1, 10, 16, 0, 0), first.ResumeAt);

        // without a new quota it stops at once, and nothing that is done is asked again
        Assert.Equal((RunStatus.QuotaUsedUp, 0L, 4L), await bench.RunAsync(days) is var still ? (still.Status, still.Done, still.Skipped) : default);

        left = 100;
        bench.Time.Advance(TimeSpan.FromHours(8));
        var second = await bench.RunAsync(days);
        Assert.Equal((RunStatus.Done, 6L, 4L, 6L), (second.Status, second.Done, second.Skipped, second.Requests));
        Assert.Equal(20, bench.Table.Rows);
    }
}
