using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores.Databases;
using Xunit;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>
/// Kills a writing process at each failpoint, and at random moments, then runs the same again: rows, columns and slices are those of a run that nobody
/// disturbed. <c>DATASYNC_KILLS</c> says how many random moments a mode gets (default 2).
/// </summary>
public sealed class DatabaseKillTests
{
    private static readonly int RandomKills = int.Parse(Environment.GetEnvironmentVariable("DATASYNC_KILLS") ?? "2", System.Globalization.CultureInfo.InvariantCulture);

    private const string Watched = "watched";

    /// <summary>The steps that a first run takes otherwise than a later one.</summary>
    private static readonly string[] FirstSteps = [DatabaseFailpoints.Bookkeeping, DatabaseFailpoints.Birth, DatabaseFailpoints.Generation];

    public static TheoryData<string, WriteMode> Modes() => PromiseTests.Modes();

    /// <summary>What a first run does, what only rows by key do, what only a generation does.</summary>
    private static bool IsOnTheWay(WriteMode mode, string step, bool isFirst) => step switch
    {
        DatabaseFailpoints.Birth => isFirst,
        DatabaseFailpoints.Merge => mode != WriteMode.Append,
        DatabaseFailpoints.Generation or DatabaseFailpoints.Swap or DatabaseFailpoints.Clean => mode == WriteMode.Replace,
        _ => true,
    };

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(string kind, WriteMode mode) => KillAroundStepsAsync(kind, mode, isFirst: false, DatabaseFailpoints.Steps);

    [Theory, MemberData(nameof(Modes))]
    public Task A_first_run_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(string kind, WriteMode mode) => KillAroundStepsAsync(kind, mode, isFirst: true, FirstSteps);

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_at_a_later_passing_ends_like_an_undisturbed_one(string kind, WriteMode mode)
    {
        var random = new Random(unchecked((int)mode * 31 + kind.Length));
        var places = Enumerable.Range(0, RandomKills).Select(_ => $"{DatabaseFailpoints.All[random.Next(DatabaseFailpoints.All.Length)]}:{random.Next(2, 6)}").Distinct();
        return CheckAsync(kind, mode, isFirst: false, places, (failpoint, database) => Worker.RunAsync(Worker.Start(failpoint, DatabaseKillScript.WorkerArgument, kind, mode.ToString(), database)));
    }

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_at_any_moment_ends_like_an_undisturbed_one(string kind, WriteMode mode) => CheckAsync(kind, mode, isFirst: false, Enumerable.Range(0, RandomKills).Select(i => $"slice {i}"), async (place, database) =>
    {
        using var process = Worker.Start(failpoint: null, DatabaseKillScript.WorkerArgument, kind, mode.ToString(), database);
        for (var i = 0; i <= int.Parse(place[6..], System.Globalization.CultureInfo.InvariantCulture) % 5; i++) Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        process.Kill();
        await process.WaitForExitAsync();
    });

    /// <summary>Kills a run before a step, and the run that follows right after it. Which steps there are on the way, a run says that is only watched.</summary>
    private static Task KillAroundStepsAsync(string kind, WriteMode mode, bool isFirst, string[] steps) => CheckAsync(kind, mode, isFirst, [Watched, .. steps.Where(step => IsOnTheWay(mode, step, isFirst))], async (step, database) =>
    {
        if (step == Watched)
        {
            var (exitCode, output, errors) = await Worker.RunAsync(Worker.Start("trace", DatabaseKillScript.WorkerArgument, kind, mode.ToString(), database));
            Assert.True(exitCode == 0, $"{exitCode} {output}{errors}");
            var passed = errors.Split('\n', StringSplitOptions.TrimEntries).ToHashSet();
            Assert.Equal(steps.Where(s => IsOnTheWay(mode, s, isFirst)), steps.Where(s => passed.Contains(s + ".before") && passed.Contains(s + ".after")));
            return;
        }
        foreach (var failpoint in new[] { step + ".before", step + ".after" })
        {
            var (exitCode, output, errors) = await Worker.RunAsync(Worker.Start(failpoint, DatabaseKillScript.WorkerArgument, kind, mode.ToString(), database));
            Assert.True(exitCode != 0 && errors.Contains($"failpoint {failpoint}"), $"{failpoint}: {exitCode} {output}{errors}");
            if (!isFirst) await DatabaseKillScript.ReadAsync(kind, database); // what the killed run left can be read
        }
    });

    /// <summary>Disturbs a run in each of some ways, each in a database of its own, and compares.</summary>
    private static async Task CheckAsync(string kind, WriteMode mode, bool isFirst, IEnumerable<string> places, Func<string, string, Task> disturb)
    {
        var (expectedRows, expectedSlices) = await InDatabaseAsync(async database =>
        {
            await FinishAsync(database);
            return await DatabaseKillScript.ReadAsync(kind, database);
        });
        Assert.True(expectedRows.Count > 40 && expectedSlices.Count > 5);
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (place, _) => await InDatabaseAsync(async database =>
        {
            await disturb(place, database);
            if (!isFirst) await DatabaseKillScript.ReadAsync(kind, database);
            await FinishAsync(database);
            var (rows, slices) = await DatabaseKillScript.ReadAsync(kind, database);
            Assert.True(expectedRows.SequenceEqual(rows), $"{kind} {mode} {place}: {rows.Count} rows, {expectedRows.Count} expected; missing {expectedRows.Except(rows).FirstOrDefault()}, extra {rows.Except(expectedRows).FirstOrDefault()}");
            Assert.True(expectedSlices.SequenceEqual(slices), $"{kind} {mode} {place}: slices {string.Join(", ", slices)}");
            return 0;
        }));

        Task FinishAsync(string database) => DatabaseKillScript.RunAsync(kind, mode, database, KillScript.Slices(mode), "second", grows: true, _ => { });

        async Task<T> InDatabaseAsync<T>(Func<string, Task<T>> work)
        {
            var server = TestServer.Get(kind);
            var database = await server.CreateDatabaseAsync();
            try
            {
                if (!isFirst) await DatabaseKillScript.RunAsync(kind, mode, database, KillScript.BaseSlices, "first", grows: false, _ => { });
                return await work(database);
            }
            finally
            {
                await server.DropDatabaseAsync(database);
            }
        }
    }
}
