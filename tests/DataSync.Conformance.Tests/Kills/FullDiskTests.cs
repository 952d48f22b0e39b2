using DataSync.Conformance.Tests.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>
/// Writing that really fails for want of room, at whatever file grows past a limit: the error says where and what to do, nothing half-written is
/// seen, and the same run ends well once there is room.
/// </summary>
public sealed class FullDiskTests
{
    private const string NoLimits = "Windows has no limit of a process's file sizes.";

    public static TheoryData<string, WriteMode> Cases()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in new[] { "Parquet", "Csv", "Excel" })
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task A_full_disk_leaves_whole_commits_and_a_clear_error(string kind, WriteMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NoLimits);
        await using var scene = await KillScene.CreateAsync(kind, mode);
        var failed = 0;
        foreach (var kilobytes in new[] { 1, 2, 4, 6 })
        {
            var folder = scene.NewCopy();
            var (exitCode, output, errors) = await scene.RunLimitedAsync(folder, kilobytes);
            if (exitCode != 0)
            {
                failed++;
                Assert.True(exitCode == KillScript.NotDone, $"{kilobytes} KB: {exitCode} {output}{errors}");
                Assert.StartsWith($"StoreFull: No space is left at '{Path.Combine(folder, StoreTable.Name)}'", errors);
                Assert.Contains("Free space there", errors);
            }
            await scene.CheckAsync(folder, $"{kilobytes} KB");
        }
        Assert.True(failed > 0, "Nothing failed.");
    }

    [Theory]
    [InlineData("Parquet", WriteMode.Upsert)]
    [InlineData("Csv", WriteMode.Append)]
    public async Task A_plan_that_fills_the_disk_says_so_and_ends_well_with_room(string kind, WriteMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), NoLimits);
        const int NameLength = 100_000; // 12 rows a day are more than fits
        const int Kilobytes = 700;
        var root = FileTable.NewFolder();
        try
        {
            var (disturbed, undisturbed) = (Path.Combine(root, "disturbed"), Path.Combine(root, "undisturbed"));
            var expected = await new EngineOutcome(kind, mode, undisturbed, NameLength).RunAsync();
            var (exitCode, output, errors) = await Worker.RunAsync(Worker.StartLimited(Kilobytes, EngineScript.WorkerArgument, kind, mode.ToString(), disturbed, $"{NameLength}"));
            Assert.True(exitCode == KillScript.NotDone, $"{exitCode} {output}{errors}");
            Assert.StartsWith($"Failed: Store 'lake', table 'daily': No space is left at '{Path.Combine(disturbed, "lake", StoreTable.Name)}'", output);
            Assert.Contains("Free space there", output);
            await EngineOutcome.CheckCoverageAsync(kind, mode, disturbed);
            await new EngineOutcome(kind, mode, disturbed, NameLength).CheckAsync(expected, "full disk");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
