using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>What a plan has brought into a workspace.</summary>
internal sealed class EngineOutcome(string kind, WriteMode mode, string folder, int nameLength = 4)
{
    public List<string> Rows { get; private set; } = [];
    public List<string> Slices { get; private set; } = [];
    public IReadOnlyList<Column> Columns { get; private set; } = [];

    /// <summary>Runs the plan to its end; what it says about itself must be true.</summary>
    public async Task<EngineOutcome> RunAsync()
    {
        var script = new EngineScript(kind, mode, folder, nameLength);
        var run = await script.RunAsync(EngineScript.Days);
        Assert.True(run.Status == RunStatus.Done, $"{run.Message}\n{script.Trace}");
        (Rows, Slices, Columns) = (await script.RowsAsync(), await script.StoredSlicesAsync(), script.Workspace.Datasets.Get(run.Dataset).Columns);

        var coverage = await script.CoverageAsync();
        Assert.Equal((8, 8, 0, 0, 0, Rows.Count), (coverage.Planned, coverage.Done, coverage.Failed, coverage.Missing, coverage.Empty, coverage.Rows));
        var again = new EngineScript(kind, mode, folder, nameLength);
        Assert.Equal(RunStatus.Done, (await again.RunAsync(EngineScript.Days)).Status);
        Assert.Equal(0, again.Requests);
        return this;
    }

    /// <summary>Runs the plan to its end and compares.</summary>
    public async Task CheckAsync(EngineOutcome expected, string place)
    {
        await RunAsync();
        Assert.True(expected.Rows.SequenceEqual(Rows), $"{kind} {mode} {place}: {Rows.Count} rows, {expected.Rows.Count} expected; missing {expected.Rows.Except(Rows).FirstOrDefault()}, extra {Rows.Except(expected.Rows).FirstOrDefault()}");
        Assert.True(expected.Slices.SequenceEqual(Slices), $"{kind} {mode} {place}: slices {string.Join(", ", Slices)}");
        Assert.True(expected.Columns.SequenceEqual(Columns), $"{kind} {mode} {place}: the dataset has the columns {string.Join(", ", Columns.Select(c => c.Name))}");
    }

    /// <summary>After a run that was cut short, coverage counts as done what the store holds of the slices that were named last.</summary>
    public static async Task CheckCoverageAsync(string kind, WriteMode mode, string folder)
    {
        var script = new EngineScript(kind, mode, folder);
        var (coverage, slices) = (await script.CoverageAsync(), await script.StoredSlicesAsync());
        Assert.Equal(Math.Min(coverage.Planned, slices.Count), coverage.Done);
    }
}
