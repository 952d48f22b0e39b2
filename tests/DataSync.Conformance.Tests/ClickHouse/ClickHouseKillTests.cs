using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores.ClickHouse;
using Xunit;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>
/// Kills a writing process at each failpoint, and at random moments, then runs the same again: rows, columns and slices are those of a run that nobody
/// disturbed. <c>DATASYNC_KILLS</c> says how many random moments a mode gets (default 2).
/// </summary>
public sealed class ClickHouseKillTests
{
    private static readonly int RandomKills = int.Parse(Environment.GetEnvironmentVariable("DATASYNC_KILLS") ?? "2", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>More than there are processors: the server waits half a second for each of its mutations.</summary>
    private const int AtOnce = 4;

    private const string Watched = "watched";

    /// <summary>The steps that a first run takes otherwise than a later one.</summary>
    private static readonly string[] FirstSteps = [ClickHouseFailpoints.Bookkeeping, ClickHouseFailpoints.Birth, ClickHouseFailpoints.Create, ClickHouseFailpoints.Claim];

    public static TheoryData<WriteMode> Modes() => [.. Enum.GetValues<WriteMode>()];

    /// <summary>What only a first run does, and what only a generation does.</summary>
    private static bool IsOnTheWay(WriteMode mode, string step, bool isFirst) => step switch
    {
        ClickHouseFailpoints.Bookkeeping => isFirst,
        ClickHouseFailpoints.Birth or ClickHouseFailpoints.Create => isFirst || mode == WriteMode.Replace,
        ClickHouseFailpoints.Swap => mode == WriteMode.Replace,
        _ => true,
    };

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(WriteMode mode) => KillAroundStepsAsync(mode, isFirst: false, ClickHouseFailpoints.Steps);

    [Theory, MemberData(nameof(Modes))]
    public Task A_first_run_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(WriteMode mode) => KillAroundStepsAsync(mode, isFirst: true, FirstSteps);

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_at_a_later_passing_ends_like_an_undisturbed_one(WriteMode mode)
    {
        var random = new Random((int)mode * 31);
        var places = Enumerable.Range(0, RandomKills).Select(_ => $"{ClickHouseFailpoints.All[random.Next(ClickHouseFailpoints.All.Length)]}:{random.Next(2, 6)}").Distinct();
        return CheckAsync(mode, isFirst: false, places, (failpoint, database) => Worker.RunAsync(Worker.Start(failpoint, ClickHouseKillScript.WorkerArgument, mode.ToString(), database)));
    }

    [Theory, MemberData(nameof(Modes))]
    public Task A_run_killed_at_any_moment_ends_like_an_undisturbed_one(WriteMode mode) => CheckAsync(mode, isFirst: false, Enumerable.Range(0, RandomKills).Select(i => $"slice {i}"), async (place, database) =>
    {
        using var process = Worker.Start(failpoint: null, ClickHouseKillScript.WorkerArgument, mode.ToString(), database);
        for (var i = 0; i <= int.Parse(place[6..], System.Globalization.CultureInfo.InvariantCulture) % 5; i++) Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        process.Kill();
        await process.WaitForExitAsync();
    });

    /// <summary>Kills a run before a step, and the run that follows right after it. Which steps there are on the way, a run says that is only watched.</summary>
    private static Task KillAroundStepsAsync(WriteMode mode, bool isFirst, string[] steps) => CheckAsync(mode, isFirst, [Watched, .. steps.Where(step => IsOnTheWay(mode, step, isFirst))], async (step, database) =>
    {
        if (step == Watched)
        {
            var (exitCode, output, errors) = await Worker.RunAsync(Worker.Start("trace", ClickHouseKillScript.WorkerArgument, mode.ToString(), database));
            Assert.True(exitCode == 0, $"{exitCode} {output}{errors}");
            var passed = errors.Split('\n', StringSplitOptions.TrimEntries).ToHashSet();
            Assert.Equal(steps.Where(s => IsOnTheWay(mode, s, isFirst)), steps.Where(s => passed.Contains(s + ".before") && passed.Contains(s + ".after")));
            return;
        }
        foreach (var failpoint in new[] { step + ".before", step + ".after" })
        {
            var (exitCode, output, errors) = await Worker.RunAsync(Worker.Start(failpoint, ClickHouseKillScript.WorkerArgument, mode.ToString(), database));
            Assert.True(exitCode != 0 && errors.Contains($"failpoint {failpoint}"), $"{failpoint}: {exitCode} {output}{errors}");
            if (!isFirst) await ClickHouseKillScript.ReadAsync(mode, database); // what the killed run left can be read
        }
    });

    /// <summary>Disturbs a run in each of some ways, each in a database of its own, and compares.</summary>
    private static async Task CheckAsync(WriteMode mode, bool isFirst, IEnumerable<string> places, Func<string, string, Task> disturb)
    {
        var (expectedRows, expectedSlices, expectedPlain) = await InDatabaseAsync(async database =>
        {
            await FinishAsync(database);
            return await ClickHouseKillScript.ReadAsync(mode, database);
        });
        Assert.True(expectedRows.Count > 40 && expectedSlices.Count > 5);
        Assert.Equal((ulong)expectedRows.Count, expectedPlain);
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (place, _) => await InDatabaseAsync(async database =>
        {
            await disturb(place, database);
            if (!isFirst) await ClickHouseKillScript.ReadAsync(mode, database);
            await FinishAsync(database);
            var (rows, slices, plain) = await ClickHouseKillScript.ReadAsync(mode, database);
            Assert.True(expectedRows.SequenceEqual(rows), $"{mode} {place}: {rows.Count} rows, {expectedRows.Count} expected; missing {expectedRows.Except(rows).FirstOrDefault()}, extra {rows.Except(expectedRows).FirstOrDefault()}");
            Assert.True(expectedSlices.SequenceEqual(slices), $"{mode} {place}: slices {string.Join(", ", slices)}");
            Assert.Equal(expectedPlain, plain);
            var left = await ClickHouseStores.QueryAsync(database, "SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name");
            Assert.Equal([StoreTable.Name, ClickHouseNames.Slice, ClickHouseNames.Target], left);
            return 0;
        }));

        Task FinishAsync(string database) => ClickHouseKillScript.RunAsync(mode, database, KillScript.Slices(mode), "second", grows: true, _ => { });

        async Task<T> InDatabaseAsync<T>(Func<string, Task<T>> work)
        {
            var database = await ClickHouseStores.Server.CreateDatabaseAsync();
            try
            {
                if (!isFirst) await ClickHouseKillScript.RunAsync(mode, database, KillScript.BaseSlices, "first", grows: false, _ => { });
                return await work(database);
            }
            finally
            {
                await ClickHouseStores.Server.DropDatabaseAsync(database);
            }
        }
    }
}
