using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

public sealed class ParquetKillTests() : KillTests("Parquet");

public sealed class CsvKillTests() : KillTests("Csv");

public sealed class JsonKillTests() : KillTests("Json");

public sealed class CsvGzipKillTests() : KillTests("CsvGzip");

public sealed class ExcelKillTests() : KillTests("Excel");

/// <summary>
/// Kills a writing process at each failpoint, and at random moments, then runs the same again: the rows are those of a run that nobody disturbed.
/// <c>DATASYNC_KILLS</c> says how many random moments a mode gets (default 2).
/// </summary>
public abstract class KillTests(string kind)
{
    private static readonly int RandomKills = int.Parse(Environment.GetEnvironmentVariable("DATASYNC_KILLS") ?? "2", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Append has no deltas; every other failpoint lies on every mode's way.</summary>
    private static bool IsOnTheWay(WriteMode mode, string failpoint) => mode != WriteMode.Append || !failpoint.StartsWith(FileFailpoints.DeltaFlush, StringComparison.Ordinal);

    public static TheoryData<WriteMode> Modes() => [.. Enum.GetValues<WriteMode>()];

    [Theory, MemberData(nameof(Modes))]
    public async Task A_run_killed_anywhere_and_run_again_ends_like_an_undisturbed_one(WriteMode mode)
    {
        await using var scene = await KillScene.CreateAsync(kind, mode);
        foreach (var failpoint in FileFailpoints.All)
        {
            var folder = scene.NewCopy();
            var (exitCode, errors) = await scene.RunKilledAsync(folder, failpoint);
            Assert.Equal(IsOnTheWay(mode, failpoint), errors.Contains($"failpoint {failpoint}") && exitCode != 0);
            await scene.CheckAsync(folder, failpoint);
        }
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_run_killed_at_a_later_passing_ends_like_an_undisturbed_one(WriteMode mode)
    {
        await using var scene = await KillScene.CreateAsync(kind, mode);
        var random = new Random(unchecked((int)mode * 31 + kind.Length));
        var killed = 0;
        for (var i = 0; i < RandomKills; i++)
        {
            var failpoint = $"{FileFailpoints.All[random.Next(FileFailpoints.All.Length)]}:{random.Next(2, 6)}";
            var folder = scene.NewCopy();
            var (exitCode, _) = await scene.RunKilledAsync(folder, failpoint);
            killed += exitCode == 0 ? 0 : 1;
            await scene.CheckAsync(folder, failpoint);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind} {mode}: {killed} of {RandomKills} passings were reached");
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_run_killed_at_any_moment_ends_like_an_undisturbed_one(WriteMode mode)
    {
        await using var scene = await KillScene.CreateAsync(kind, mode);
        for (var i = 0; i < RandomKills; i++)
        {
            var folder = scene.NewCopy();
            Assert.NotEqual(0, await scene.RunKilledAfterAsync(folder, slices: 1 + i % 5));
            await scene.CheckAsync(folder, $"slice {1 + i % 5}");
        }
    }
}
