using DataSync.Sources;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

public sealed class ReplaceTests
{
    [Fact]
    public async Task The_table_is_swapped_whole_and_left_alone_while_nothing_is_due()
    {
        using var bench = new SyncBench(WriteMode.Replace);
        Assert.Equal((RunStatus.Done, 3, 6), Of(await bench.RunAsync("20240102", "20240103", "20240104")));
        Assert.Equal((RunStatus.Done, 0, 0), Of(await bench.RunAsync("20240104", "20240103", "20240102")));
        Assert.Equal((RunStatus.Done, 4, 8), Of(await bench.RunAsync("20240102", "20240103", "20240104", "20240105")));
        Assert.Equal((RunStatus.Done, 1, 2), Of(await bench.RunAsync("20240105")));
        Assert.Equal(["trade_date=2024-01-05"], bench.Table.Slices);
        Assert.Equal(1, (await bench.Engine.GetCoverageAsync(bench.Plan, default)).Done);
        await bench.RunAsync();
        Assert.Single(bench.Table.Live);
        Assert.Single(bench.Warnings);
    }

    [Fact]
    public async Task One_failed_slice_keeps_the_old_table_and_the_next_run_asks_only_for_the_rest()
    {
        using var bench = new SyncBench(WriteMode.Replace);
        await bench.RunAsync("20240102");
        bench.Source.Answer = (request, sink, _, token) => ((DateOnly)request.Arguments["trade_date"]).Day == 4
            ? Task.FromResult(new FetchResult { Failure = new(FailureCategory.Transient, "502") })
            : FakeSource.RowsAsync(request, sink, 2, token);
        var failed = await bench.RunAsync("20240103", "20240104", "20240105");
        Assert.Equal((RunStatus.Failed, 0, 0), Of(failed));
        Assert.Contains("not swapped", failed.Message);
        Assert.Equal(["trade_date=2024-01-02"], bench.Table.Slices);
        bench.Source.Answer = (request, sink, _, token) => FakeSource.RowsAsync(request, sink, 2, token);
        var resumed = await bench.RunAsync("20240105", "20240104", "20240103");
        Assert.Equal((1, 2), (resumed.Requests, resumed.Skipped));
        Assert.Equal(3, bench.Table.Live.Count);
    }

    [Fact]
    public async Task A_wrong_slice_stops_a_replacement_before_anything_is_asked()
    {
        using var bench = new SyncBench(WriteMode.Replace);
        var run = await bench.RunAsync("20240102", "nonsense");
        Assert.Equal((RunStatus.Failed, 0), (run.Status, run.Requests));
        Assert.Empty(bench.Store.Tables);
    }

    private static (RunStatus, long, long) Of(Run run) => (run.Status, run.Done, run.Rows);
}
