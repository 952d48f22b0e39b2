using DataSync.State;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.State;

public sealed class RetentionTests
{
    [Fact]
    public async Task What_is_past_is_pruned_once_a_day_and_the_ledger_never()
    {
        using var bench = new SyncBench();
        File.WriteAllText(Path.Combine(bench.Workspace.Root, "datasync.json"), """{ "version": 1, "retention": { "runs": "10d", "logs": "5d", "archive": "20d" } }""");
        bench.Reopen();
        var (time, root) = (bench.Time, bench.Workspace.Root);
        await bench.RunAsync("20240102");
        await bench.RunAsync("20240103");
        var archived = Path.Combine(root, "archive", "daily", "a.json");
        Directory.CreateDirectory(Path.GetDirectoryName(archived)!);
        File.WriteAllText(archived, "{}");
        foreach (var file in Directory.GetFiles(root, "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        Assert.Equal(2, Logs().Length);

        time.Advance(TimeSpan.FromDays(6));
        await bench.RunAsync("20240104");
        Assert.Single(Logs()); // the one that was written now
        Assert.Equal(3, Runs().Count);

        time.Advance(TimeSpan.FromDays(12));
        bench.Plan = bench.Plan with { Name = "other" };
        await bench.RunAsync("20240105");
        Assert.Equal(["other", "daily"], Runs().Select(r => r.Plan)); // the newest of a plan stays: its schedule counts from it
        Assert.True(File.Exists(archived));

        time.Advance(TimeSpan.FromDays(12));
        await bench.RunAsync("20240105");
        Assert.False(Directory.Exists(Path.GetDirectoryName(archived)));
        bench.Plan = bench.Plan with { Name = "daily" };
        Assert.Equal((0, 4), (await bench.RunAsync("20240102", "20240103", "20240104", "20240105")) is var run ? (run.Requests, run.Skipped) : default);

        string[] Logs() => Directory.GetFiles(Path.Combine(root, "logs"), "*.jsonl", SearchOption.AllDirectories);
        IReadOnlyList<Run> Runs() => new RunLog(new StateDatabase(bench.Workspace.StatePath), time).Read();
    }
}
