using DataSync.Conformance.Tests.Stores;
using DataSync.Sync;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>Kills the whole engine at each of its failpoints, then runs the plan again: rows, columns and coverage are those of a run that nobody disturbed.</summary>
public sealed class EngineKillTests
{
    public static TheoryData<string, WriteMode> Cases()
    {
        var data = new TheoryData<string, WriteMode> { { "Csv", WriteMode.Append } };
        foreach (var mode in Enum.GetValues<WriteMode>()) data.Add("Parquet", mode);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_plan_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(string kind, WriteMode mode)
    {
        var root = FileTable.NewFolder();
        try
        {
            var start = Path.Combine(root, "start");
            await new EngineScript(kind, mode, start).RunAsync(EngineScript.BaseDays);
            var expected = await new EngineOutcome(kind, mode, Copy("undisturbed")).RunAsync();
            Assert.Equal(7 * 12, expected.Rows.Count);
            await Parallel.ForEachAsync(SyncFailpoints.All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (failpoint, _) =>
            {
                var folder = Copy(failpoint);
                var (exitCode, output, errors) = await Worker.RunAsync(Worker.Start(failpoint, EngineScript.WorkerArgument, kind, mode.ToString(), folder, "4"));
                Assert.True(exitCode != 0 && errors.Contains($"failpoint {failpoint}"), $"{failpoint} was not hit: {exitCode} {output}{errors}");
                await EngineOutcome.CheckCoverageAsync(kind, mode, folder);
                await new EngineOutcome(kind, mode, folder).CheckAsync(expected, failpoint);
            });
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }

        string Copy(string name)
        {
            var to = Path.Combine(root, name);
            FileTable.Copy(Path.Combine(root, "start"), to);
            return to;
        }
    }
}
