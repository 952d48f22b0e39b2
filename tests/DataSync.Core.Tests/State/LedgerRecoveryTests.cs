using DataSync.State;
using DataSync.Sync;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.State;

/// <summary>The store is the truth: whatever happens to the index, the next run is right.</summary>
public sealed class LedgerRecoveryTests
{
    [Fact]
    public async Task A_crash_between_commit_and_index_costs_nothing()
    {
        using var bench = new SyncBench(WriteMode.Append);
        await bench.RunAsync("20240102", "20240103");
        // a commit that the index never heard of
        await bench.RunAsync("20240104");
        var (table, late) = (bench.Table, bench.Table.Live[^1]);
        table.Live.Add((late.Marker with { Slice = "trade_date=2024-01-05", Date = new(2024, 1, 5), Sequence = 4 }, late.Rows));
        table.State = table.State with { Sequence = 4 };
        bench.Store.MarkersRead = 0;
        var run = await bench.RunAsync("20240102", "20240103", "20240104", "20240105");
        Assert.Equal((0, 4, 1), (run.Requests, run.Skipped, bench.Store.MarkersRead));
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("garbage")]
    [InlineData("torn")]
    public async Task State_may_be_lost_or_damaged_at_any_time(string how)
    {
        using var bench = new SyncBench(WriteMode.Append);
        await bench.RunAsync(SyncBench.DaysFrom(300));
        var path = bench.Workspace.StatePath;
        if (how == "delete") File.Delete(path);
        else
        {
            var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            // torn: the header stands, the pages behind it are noise
            new Random(1).NextBytes(bytes.AsSpan(how == "torn" ? 4096 : 0));
            await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        }
        var run = await bench.RunAsync(SyncBench.DaysFrom(301));
        Assert.Equal((RunStatus.Done, 1, 300), (run.Status, run.Done, run.Skipped));
        Assert.Equal(602, bench.Table.Rows);
    }

    [Fact]
    public async Task A_table_that_is_gone_has_nothing_done_and_a_new_one_is_another()
    {
        using var bench = new SyncBench();
        await bench.RunAsync("20240102", "20240103");
        var old = bench.Table;
        bench.Store.Tables.Clear();
        var coverage = await bench.Engine.GetCoverageAsync(bench.Plan, default);
        Assert.Equal((2, 0, 2), (coverage.Planned, coverage.Done, coverage.Missing));
        await bench.RunAsync("20240102");
        Assert.NotEqual(old.State.BirthId, bench.Table.State.BirthId);
        coverage = await bench.Engine.GetCoverageAsync(bench.Plan, default);
        Assert.Equal((1, 1), (coverage.Planned, coverage.Done));
    }

    [Fact]
    public async Task Coverage_tells_slices_and_their_reasons()
    {
        using var bench = new SyncBench();
        bench.Source.Answer = (request, sink, _, token) => ((DateOnly)request.Arguments["trade_date"]).Day switch
        {
            8 => FakeSource.RowsAsync(request, sink, 0, token),
            9 => Task.FromResult(new DataSync.Sources.FetchResult { Failure = new(FailureCategory.Truncated, "6000 rows is the cap.") { Advice = "Split by code." } }),
            _ => FakeSource.RowsAsync(request, sink, 2, token),
        };
        await bench.RunAsync("20240105", "20240108", "20240109", "20240111");
        bench.Plan = bench.Plan with { Refresh = TimeSpan.FromDays(5) };
        var slices = await bench.Engine.GetSlicesAsync(bench.Plan, default).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([SliceState.Stale, SliceState.Empty, SliceState.Failed, SliceState.Pending], slices.Select(s => s.State));
        Assert.Equal("trade_date=20240105", slices[0].Slice);
        Assert.StartsWith("6000 rows is the cap.", slices[2].Reason);
        var count = await bench.Engine.GetCoverageAsync(bench.Plan, default);
        Assert.Equal((4, 0, 1, 1, 1, 1), (count.Planned, count.Done, count.Stale, count.Empty, count.Failed, count.Pending));
        Assert.Equal(bench.Time.GetUtcNow().UtcDateTime, count.PlannedAt);
    }

    [Fact]
    public async Task Plans_of_other_names_share_what_is_done()
    {
        using var bench = new SyncBench();
        await bench.RunAsync("20240102");
        bench.Plan = bench.Plan with { Name = "" };
        Assert.Equal((0, 1), (await bench.RunAsync("20240102")) is var run ? (run.Requests, run.Skipped) : default);
    }

    [Fact]
    public async Task Runs_are_kept_and_a_killed_one_is_told_as_interrupted()
    {
        using var bench = new SyncBench();
        var run = await bench.RunAsync("20240102");
        var database = new StateDatabase(bench.Workspace.StatePath);
        var log = new RunLog(database, bench.Time);
        log.Save(new Run { Id = "99999999", Plan = "daily", Status = RunStatus.Running });
        Assert.Equal(RunStatus.Running, log.Read("DAILY")[0].Status);
        using (var connection = database.Open(""))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE runs SET pid_started = 1 WHERE id = '99999999'";
            command.ExecuteNonQuery();
        }
        var killed = log.Read(last: 1).Single();
        Assert.Equal((RunStatus.Failed, true), (killed.Status, killed.Message!.StartsWith("Interrupted", StringComparison.Ordinal)));
        Assert.Equal([killed.Id, run.Id], log.Read().Select(r => r.Id));
        Assert.Equal((run.Status, run.Done, run.Rows, run.Finished), log.Read()[1] is var kept ? (kept.Status, kept.Done, kept.Rows, kept.Finished) : default);
        Assert.Empty(log.Read("other"));
    }

    [Fact]
    public void Every_failpoint_is_listed() => Assert.Equal(
        typeof(SyncFailpoints).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!), SyncFailpoints.All);
}
