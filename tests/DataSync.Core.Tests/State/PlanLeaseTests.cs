using DataSync.Sources;
using DataSync.State;
using DataSync.Sync;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.State;

/// <summary>One plan never runs twice at once.</summary>
public sealed class PlanLeaseTests
{
    [Fact]
    public async Task A_second_run_of_a_plan_is_refused_and_names_the_first()
    {
        using var bench = new SyncBench();
        var (asked, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            asked.TrySetResult();
            await go.Task;
            return await FakeSource.RowsAsync(request, sink, 2, token);
        };
        var first = bench.RunAsync("20240102");
        await asked.Task;
        var error = await Assert.ThrowsAsync<DataSyncException>(() => bench.RunAsync(SyncBench.Days("20240103"), new SyncOptions { LockTimeout = TimeSpan.Zero }));
        Assert.Equal("PlanRunning", error.Id);
        Assert.Contains($"process {Environment.ProcessId} on {Environment.MachineName}, last heard of at 2024-01-10 10:00:00 UTC", error.Message, StringComparison.Ordinal);

        // its heart beats, with the counts of now
        bench.Time.Advance(TimeSpan.FromSeconds(10));
        var live = Assert.Single(new RunLog(new StateDatabase(bench.Workspace.StatePath), bench.Time).Read(status: RunStatus.Running));
        Assert.Equal((bench.Time.GetUtcNow().UtcDateTime, Environment.ProcessId, 1, 10.0), (live.Heartbeat, live.Process, live.Planned, live.Seconds));
        go.SetResult();
        Assert.Equal(RunStatus.Done, (await first).Status);
        Assert.Equal(RunStatus.Done, (await bench.RunAsync("20240103")).Status);
    }

    [Theory]
    [InlineData(true, 0, true)] // a process of this machine that is gone
    [InlineData(false, 119, false)] // one of another machine, heard of lately
    [InlineData(false, 121, true)]
    public async Task A_run_whose_process_is_gone_is_taken_over(bool here, int seconds, bool taken)
    {
        using var bench = new SyncBench();
        var database = new StateDatabase(bench.Workspace.StatePath);
        using (var connection = database.Open(StateSchema.Ddl))
            connection.Execute("INSERT INTO plan_leases VALUES ('DAILY', 'dead', $1, $2, 1, $3)", here ? Environment.MachineName : "elsewhere", Environment.ProcessId, bench.Time.GetUtcNow().UtcDateTime.AddSeconds(-seconds).Ticks);
        if (!taken)
        {
            await Assert.ThrowsAsync<DataSyncException>(() => bench.RunAsync(SyncBench.Days("20240102"), new SyncOptions { LockTimeout = TimeSpan.Zero }));
            return;
        }
        Assert.Equal(RunStatus.Done, (await bench.RunAsync("20240102")).Status);
        Assert.Contains(bench.Warnings, w => w.Contains("goes on where run dead", StringComparison.Ordinal));
        using var after = database.Open(StateSchema.Ddl);
        Assert.Equal(0L, after.Scalar("SELECT COUNT(*) FROM plan_leases"));
    }

    [Fact]
    public async Task Other_plans_and_ad_hoc_runs_do_not_wait()
    {
        using var bench = new SyncBench();
        await using var lease = await PlanLease.TakeAsync(new StateDatabase(bench.Workspace.StatePath), bench.Time, "daily", "other", TimeSpan.Zero, null, CancellationToken.None);
        bench.Plan = bench.Plan with { Name = "" };
        Assert.Equal(RunStatus.Done, (await bench.RunAsync("20240102")).Status);
        bench.Plan = bench.Plan with { Name = "second" };
        Assert.Equal(RunStatus.Done, (await bench.RunAsync("20240103")).Status);
    }
}
