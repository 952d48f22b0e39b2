using System.Text.Json;
using DataSync.Conformance.Tests.Kills;
using Xunit;

namespace DataSync.Conformance.Tests.Migrations;

/// <summary>
/// Kills a migrating process at each failpoint that lies on its way, which a traced run tells, then migrates again: in between readers see the table as it was or as it
/// shall be, and in the end it is as without a kill.
/// </summary>
public sealed class MigrationKillTests
{
    public static TheoryData<string, WriteMode, string> Kinds()
    {
        var data = new TheoryData<string, WriteMode, string>();
        foreach (var kind in MigrationKinds.All)
            foreach (var mode in new[] { WriteMode.Upsert, WriteMode.Append })
                if (MigrationKinds.IsKilled(kind, mode)) data.Add(kind, mode, MigrationKillScript.Change.Steps);
        foreach (var kind in MigrationKinds.WithLightWay) data.Add(kind, WriteMode.Upsert, MigrationKillScript.Light.Steps);
        return data;
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Kinds))]
    public async Task A_migration_killed_anywhere_is_finished_by_the_next(string kind, WriteMode mode, string steps)
    {
        List<string> before = [], after = [], markers = [];
        var passings = new List<string>();
        await InPlaceAsync(async place =>
        {
            before = [.. (await place.ReadAsync(MigrationKillScript.Table)).Lines];
            markers = await place.MarkersAsync(MigrationKillScript.Table);
            var (exitCode, _, errors) = await WorkerAsync(place, steps, "trace");
            Assert.True(exitCode == 0, errors);
            passings = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
            after = [.. (await place.ReadAsync(MigrationKillScript.Table)).Lines];
        });
        Assert.True(passings.Count >= 4 && !before.SequenceEqual(after), string.Join(", ", passings));

        // the n-th passing of a name; a file more is passed as the one before
        var places = passings.Select((name, i) => (Name: name, Nth: passings.Take(i + 1).Count(n => n == name), Last: passings.Count(n => n == name)))
            .Where(p => !MigrationKinds.IsFile(kind) || p.Nth == 1 || p.Nth == p.Last).Select(p => $"{p.Name}:{p.Nth}").ToList();
        await Parallel.ForEachAsync(places, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (failpoint, _) => await InPlaceAsync(async place =>
        {
            var (exitCode, _, errors) = await WorkerAsync(place, steps, failpoint);
            Assert.True(exitCode != 0 && errors.Contains($"failpoint {failpoint.Split(':')[0]}", StringComparison.Ordinal), $"{kind} {mode} {failpoint}: {exitCode} {errors}");
            var between = (await place.ReadAsync(MigrationKillScript.Table)).Lines;
            Assert.True(between.SequenceEqual(before) || between.SequenceEqual(after), $"{kind} {mode} {failpoint}: in between\n{string.Join("\n", between)}");
            // whoever comes next finds the table in order: the migration again, or a writer before it
            if (places.IndexOf(failpoint) % 2 == 0) await place.Store.OptimizeAsync(MigrationKillScript.Table, TimeSpan.FromSeconds(30), CancellationToken.None);
            await MigrationKillScript.RunAsync(place.Definition, new(steps));
            if (MigrationKinds.IsFile(kind)) FileWitness.CheckFolder(Path.Combine(place.Definition.Path!, MigrationKillScript.Table), failpoint);
            var lines = (await place.ReadAsync(MigrationKillScript.Table)).Lines;
            Assert.True(after.SequenceEqual(lines), $"{kind} {mode} {failpoint}:\n{string.Join("\n", lines)}\nexpected\n{string.Join("\n", after)}");
            Assert.Equal(markers, await place.MarkersAsync(MigrationKillScript.Table));
            await place.AddAsync(MigrationKillScript.Table);
        }));

        async Task InPlaceAsync(Func<MigrationTable, Task> work)
        {
            await using var place = await MigrationTable.CreateAsync(kind);
            try
            {
                await place.FillAsync(MigrationKillScript.Table, mode);
                await work(place);
            }
            finally
            {
                MigrationKillScript.Forget(place.Definition);
            }
        }
    }

    private static Task<(int ExitCode, string Output, string Errors)> WorkerAsync(MigrationTable place, string steps, string failpoint) =>
        Worker.RunAsync(Worker.Start(failpoint, MigrationKillScript.WorkerArgument, JsonSerializer.Serialize(place.Definition), steps));
}
