using DataSync.Arguments;
using DataSync.Sources;
using DataSync.Stores;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

public sealed class SyncEngineTests
{
    [Fact]
    public async Task Second_run_asks_for_nothing()
    {
        using var bench = new SyncBench();
        var first = await bench.RunAsync("20240102", "20240103");
        var second = await bench.RunAsync("20240102", "20240103");
        Assert.Equal((RunStatus.Done, 2, 4, 2, 2), (first.Status, first.Done, first.Rows, first.Requests, first.Planned));
        Assert.Equal((RunStatus.Done, 0, 2, 0), (second.Status, second.Done, second.Skipped, second.Requests));
        Assert.Equal(["trade_date=2024-01-02", "trade_date=2024-01-03"], bench.Table.Slices.Order());
    }

    [Fact]
    public async Task Force_asks_again_but_never_in_append()
    {
        using var bench = new SyncBench();
        await bench.RunAsync("20240102");
        Assert.Equal(1, (await bench.RunAsync(SyncBench.Days("20240102"), new() { Force = true })).Done);
        using var append = new SyncBench(WriteMode.Append);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => append.RunAsync(SyncBench.Days("20240102"), new() { Force = true }));
        Assert.Equal("AppendCannotRepeat", error.Id);
    }

    [Fact]
    public async Task Stale_slices_in_append_are_skipped_with_one_warning()
    {
        using var bench = new SyncBench(WriteMode.Append);
        await bench.RunAsync("20240108", "20240109");
        var run = await bench.RunAsync(SyncBench.Days("20240108", "20240109"), new() { Refresh = TimeSpan.FromDays(7) });
        Assert.Equal((0, 2), (run.Requests, run.Skipped));
        Assert.Single(bench.Warnings);
        Assert.Equal(4, bench.Table.Rows);
    }

    [Fact]
    public async Task What_is_published_late_arrives_on_the_next_run()
    {
        using var bench = new SyncBench(WriteMode.Append);
        bench.Source.Answer = (request, sink, _, token) => FakeSource.RowsAsync(request, sink, 0, token);
        var first = await bench.RunAsync("20240110");
        bench.Time.Advance(TimeSpan.FromHours(2));
        bench.Source.Answer = (request, sink, _, token) => FakeSource.RowsAsync(request, sink, 3, token);
        var second = await bench.RunAsync("20240110");
        Assert.Equal((1, 1, 0), (first.Done, first.Empty, first.Rows));
        Assert.Equal((1, 3), (second.Done, second.Rows));
        Assert.Equal(0, (await bench.RunAsync("20240110")).Requests);
    }

    [Fact]
    public async Task A_snapshot_refreshes_after_a_day()
    {
        using var bench = new SyncBench();
        var snapshot = new LiteralGenerator();
        Assert.Equal(1, (await bench.RunAsync(snapshot)).Requests);
        bench.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await bench.RunAsync(snapshot)).Requests);
        bench.Time.Advance(TimeSpan.FromHours(23) - TimeSpan.FromSeconds(5)); // a schedule is never exact
        Assert.Equal(1, (await bench.RunAsync(snapshot)).Requests);
    }

    [Fact]
    public async Task Future_slices_wait()
    {
        using var bench = new SyncBench();
        var run = await bench.RunAsync("20240110", "20240111");
        Assert.Equal((1, 1, 1), (run.Done, run.Pending, run.Requests));
        bench.Time.Advance(TimeSpan.FromHours(7)); // past midnight in Shanghai
        Assert.Equal(1, (await bench.RunAsync("20240110", "20240111")).Done);
    }

    [Fact]
    public async Task Duplicates_are_done_once()
    {
        using var bench = new SyncBench(WriteMode.Append);
        var sets = new object[] { "20240102", new DateOnly(2024, 1, 2), new DateTime(2024, 1, 2), "2024-01-02" };
        var run = await bench.RunAsync(new LiteralGenerator(sets.Select(s => new Dictionary<string, object?> { ["TRADE_DATE"] = s, ["code"] = "" })));
        Assert.Equal((1, 1, 2), (run.Planned, run.Requests, bench.Table.Rows));
    }

    [Fact]
    public async Task One_bad_slice_does_not_stop_the_others()
    {
        using var bench = new SyncBench();
        bench.Source.Answer = (request, sink, _, token) => request.Arguments["trade_date"] switch
        {
            DateOnly { Day: 3 } => Task.FromResult(new FetchResult { Failure = new(FailureCategory.Fatal, "HTML instead of JSON") }),
            DateOnly { Day: 4 } => throw new InvalidOperationException("a fault of the worker"),
            _ => FakeSource.RowsAsync(request, sink, 2, token),
        };
        bench.Store.Taking = marker => { if (marker.Date!.Value.Day == 5) throw new SliceRejectedException(new(FailureCategory.Value, "row 1, column 'n': null in a key.")); };
        var run = await bench.RunAsync("20240102", "20240103", "20240104", "20240105", "nonsense", "20240108");
        Assert.Equal((RunStatus.Partial, 2, 4), (run.Status, run.Done, run.Failed));
        Assert.Equal(4, run.Failures.Count);
        Assert.Contains(run.Failures, f => f.Message.Contains("'trade_date'", StringComparison.Ordinal) && f.Message.Contains("nonsense", StringComparison.Ordinal));
        Assert.Contains(run.Failures, f => f.Message.Contains("daily: trade_date=20240105: row 1", StringComparison.Ordinal));
        var coverage = await bench.Engine.GetCoverageAsync(bench.Plan, default);
        Assert.Equal((5, 2, 3), (coverage.Planned, coverage.Done, coverage.Failed));
        bench.Source.Answer = (request, sink, _, token) => FakeSource.RowsAsync(request, sink, 2, token);
        bench.Store.Taking = null;
        Assert.Equal((3, 2), (await bench.RunAsync("20240102", "20240103", "20240104", "20240105", "20240108")) is var next ? (next.Done, next.Skipped) : default);
    }

    [Theory]
    [InlineData(FailureCategory.Permission)]
    [InlineData(FailureCategory.BadToken)]
    public async Task No_permission_stops_the_run_at_once(FailureCategory category)
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { ThrottleLimit = 2 };
        bench.Source.Answer = (_, _, _, _) => Task.FromResult(new FetchResult { Failure = new(category, "No permission for daily.") { Advice = "Buy points." } });
        var run = await bench.RunAsync(SyncBench.DaysFrom(300));
        Assert.Equal((RunStatus.Failed, 1), (run.Status, run.Failed));
        Assert.Equal("No permission for daily. Buy points.", run.Message);
        Assert.InRange(bench.Source.Requests, 1, 2);
    }

    [Fact]
    public async Task A_used_up_quota_keeps_what_is_there_and_says_when_to_go_on()
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        bench.Source.Answer = (request, sink, _, token) => bench.Source.Requests <= 3
            ? FakeSource.RowsAsync(request, sink, 2, token)
            : Task.FromResult(new FetchResult { Failure = new(FailureCategory.QuotaUsedUp, "5 per day.") { RetryAfter = TimeSpan.FromHours(6) } });
        var run = await bench.RunAsync(SyncBench.DaysFrom(10));
        Assert.Equal((RunStatus.QuotaUsedUp, 3, 0), (run.Status, run.Done, run.Failed));
        Assert.Equal(new DateTime(2024, 1, 10, 16, 0, 0), run.ResumeAt);
        Assert.Contains("2024-01-10 16:00:00", run.Message);
        Assert.Equal(3, bench.Table.Live.Count);
    }

    [Fact]
    public async Task A_store_that_fails_stops_the_run_and_keeps_what_was_committed()
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { ThrottleLimit = 2 };
        var taken = 0;
        bench.Store.Taking = _ => { if (++taken == 4) throw new IOException("No space left on device"); };
        var run = await bench.RunAsync(SyncBench.DaysFrom(200));
        Assert.Equal((RunStatus.Failed, 3), (run.Status, run.Done));
        Assert.Contains("No space left", run.Message);
        Assert.Equal(0, bench.Store.Completions);
        Assert.True(bench.Source.Requests < 200);
        bench.Store.Taking = null;
        Assert.Equal(197, (await bench.RunAsync(SyncBench.DaysFrom(200))).Done);
    }

    [Fact]
    public async Task Interruption_commits_what_is_complete()
    {
        using var bench = new SyncBench(set: b => b.Store.SlicesPerCommit = 100);
        using var user = new CancellationTokenSource();
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            if (((DateOnly)request.Arguments["trade_date"]).Day < 4) return await FakeSource.RowsAsync(request, sink, 2, token);
            // the three before are taken, then the user loses patience
            await user.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException();
        };
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        var run = await bench.RunAsync(SyncBench.Days(SyncBench.DaysFrom(20)), cancellationToken: user.Token);
        Assert.Equal((RunStatus.Stopped, 3, 0), (run.Status, run.Done, run.Failed));
        Assert.Equal((3, 1, 0), (bench.Table.Live.Count, bench.Store.Flushes, bench.Store.Completions));
    }

    [Fact]
    public async Task A_generator_that_fails_keeps_what_it_named_before()
    {
        using var bench = new SyncBench();
        var run = await bench.RunAsync(new LiteralGenerator(Broken()));
        Assert.Equal((RunStatus.Failed, 1), (run.Status, run.Done));
        Assert.Contains("no such variable", run.Message);

        static IEnumerable<IReadOnlyDictionary<string, object?>> Broken()
        {
            yield return new Dictionary<string, object?> { ["trade_date"] = "20240102" };
            throw new InvalidOperationException("no such variable");
        }
    }

    [Fact]
    public async Task Plans_that_do_not_fit_are_refused_before_anything_is_asked()
    {
        using var bench = new SyncBench();
        await bench.RunAsync("20240102");
        async Task<string> RefusalOf(Func<Plan, Plan> change, Func<Dataset, Dataset>? dataset = null)
        {
            if (dataset is not null) bench.Workspace.Datasets.Update("daily", dataset);
            var error = await Assert.ThrowsAsync<DataSyncException>(() => bench.Engine.RunAsync(change(bench.Plan), SyncBench.Days("20240103"), new(), bench, default));
            Assert.NotNull(error.Advice);
            return error.Id;
        }
        Assert.Equal("TargetMismatch", await RefusalOf(p => p with { Mode = WriteMode.Append }));
        Assert.Equal("TargetMismatch", await RefusalOf(p => p with { Key = ["n"] }));
        Assert.Equal("TargetMismatch", await RefusalOf(p => p with { PartitionBy = "year(trade_date)" }));
        Assert.Equal("ColumnNotFound", await RefusalOf(p => p with { Key = ["code"] }));
        Assert.Equal("ColumnNotFound", await RefusalOf(p => p with { VersionColumn = "update_flag" }));
        Assert.Equal("PartitioningInvalid", await RefusalOf(p => p with { PartitionBy = "month(n)" }));
        Assert.Equal("PartitioningInvalid", await RefusalOf(p => p with { PartitionBy = "week(trade_date)" }));
        Assert.Equal("DatasetNotFound", await RefusalOf(p => p with { Dataset = "dayly" }));
        Assert.Equal("TargetMismatch", await RefusalOf(p => p, d => d with { Columns = [.. d.Columns.Select(c => c.Name == "price" ? c with { Type = DataType.Date } : c)] }));
        Assert.Equal("KeyMissing", await RefusalOf(p => p, d => d with { Key = [] }));
        Assert.Equal(1, bench.Source.Requests);
    }

    [Fact]
    public async Task ReplaceSlice_passes_what_its_arguments_select_and_refuses_what_it_cannot_tell()
    {
        using var bench = new SyncBench(WriteMode.ReplaceSlice);
        var conditions = new List<SliceCondition>();
        bench.Store.Took = slice => conditions.AddRange(slice.Conditions);
        var run = await bench.RunAsync(new LiteralGenerator(
        [
            new Dictionary<string, object?> { ["trade_date"] = "20240102" },
            new Dictionary<string, object?> { ["trade_date"] = "20240103", ["limit"] = 5 },
            new Dictionary<string, object?> { ["code"] = "A" },
        ]));
        var condition = Assert.Single(conditions);
        Assert.Equal(("trade_date", FilterOperator.Equals), (condition.Column, condition.Operator));
        Assert.Equal([new DateOnly(2024, 1, 2)], condition.Values);
        Assert.Equal((1, 2, 1), (run.Done, run.Failed, run.Requests));
        Assert.Contains(run.Failures, f => f.Message.Contains("'limit'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Preview_leaves_no_trace()
    {
        using var bench = new SyncBench();
        var before = Directory.GetFileSystemEntries(bench.Workspace.Root, "*", SearchOption.AllDirectories).Order().ToList();
        var (_, slices) = await bench.EstimateAsync(SyncBench.Days("20240102", "20240111", "20240102"));
        Assert.Equal([(SliceState.Missing, true), (SliceState.Pending, false)], slices.Select(s => (s.State, s.Request is not null)));
        Assert.Equal(before, Directory.GetFileSystemEntries(bench.Workspace.Root, "*", SearchOption.AllDirectories).Order());
        Assert.Equal((0, 0), (bench.Source.Requests, bench.Store.Tables.Count));
        await bench.RunAsync("20240102");
        (_, slices) = await bench.EstimateAsync(SyncBench.Days("20240102"));
        Assert.Equal((SliceState.Done, null), (slices[0].State, slices[0].Request));
    }
}
