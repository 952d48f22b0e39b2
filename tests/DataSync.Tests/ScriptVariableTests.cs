using System.Management.Automation;

namespace DataSync.Tests;

/// <summary>What a plan's scriptblock sees of runs before it and of the run's limits, and that it may be endless.</summary>
public sealed class ScriptVariableTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public ScriptVariableTests() => _vendor.Populate(_shell);

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void Watermark_is_the_latest_day_that_has_rows()
    {
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Arguments { if ($Watermark) { @{ day = $Watermark.AddDays(1) } } else { @{ day = '20240102' } } } | Out-Null");
        for (var run = 0; run < 3; run++) Assert.Equal((1L, 1L), _shell.One<Run>("Invoke-DsSync rates") is var r ? (r.Planned, r.Done) : default);
        Assert.Equal(["2024-01-02", "2024-01-03", "2024-01-04"], _shell.Run("Read-DsData rates lake -Value day -Distinct -OrderBy day | ForEach-Object { $_.ToString('yyyy-MM-dd') }").Select(v => v.ToString()));
    }

    [Fact]
    public void LastRun_is_when_the_last_run_that_succeeded_began()
    {
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Arguments { @{ day = '20240102'; code = \"$($LastRun.Kind)\" } } | Out-Null");
        Assert.Equal(["day=20240102"], _shell.Run("Invoke-DsSync rates -WhatIf -Detail | ForEach-Object Slice").Select(v => v.ToString()));
        _shell.Run("Invoke-DsSync rates | Out-Null");
        Assert.Equal(["code=Utc, day=20240102"], _shell.Run("Invoke-DsSync rates -WhatIf -Detail | ForEach-Object Slice").Select(v => v.ToString()));
    }

    [Fact]
    public void From_and_To_are_the_runs_and_To_is_today_without_one()
    {
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Arguments { for ($day = $From; $null -ne $day -and $day -le $To; $day = $day.AddDays(1)) { @{ day = $day } }; if (-not $From) { @{ day = $To } } } | Out-Null");
        Assert.Equal((3L, 3L), _shell.One<Run>("Invoke-DsSync rates -From 2024-01-02 -To 2024-01-04") is var run ? (run.Planned, run.Done) : default);
        Assert.Equal(1, _shell.One<Run>("Invoke-DsSync rates").Planned);
    }

    [Fact]
    public void Replace_is_refused_for_some_days_alone()
    {
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Mode Replace -Arguments @{ day = '20240102' } | Out-Null");
        Assert.StartsWith("ReplaceNeedsAll", _shell.Fail("Invoke-DsSync rates -From 2024-01-02").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_scriptblock_is_worked_off_as_it_goes_and_stopped_with_the_command()
    {
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Arguments { $day = [DateOnly]'2000-01-01'; while ($true) { @{ day = $day }; $day = if ($day -lt [DateOnly]'2001-01-01') { $day.AddDays(1) } else { $day } } } | Out-Null");
        using var pipeline = _shell.Create("Invoke-DsSync rates");
        // the event comes on the pipeline's own thread, which must not wait for its own end
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        pipeline.Streams.Progress.DataAdded += (_, _) => first.TrySetResult();
        var running = pipeline.BeginInvoke();
        await first.Task.WaitAsync(TestContext.Current.CancellationToken);
        pipeline.Stop();
        Assert.Throws<PipelineStoppedException>(() => pipeline.EndInvoke(running));
        Assert.Equal(RunStatus.Stopped, _shell.One<Run>("Get-DsRun rates").Status);
    }

    [Fact]
    public void A_scriptblock_that_throws_names_plan_and_line_and_what_came_before_stays()
    {
        _shell.Run("New-DsPlan -Name mine -Dataset rates -Store lake -Arguments {\n@{ day = '20240102' }\nthrow 'no calendar'\n} | Out-Null");
        var result = _shell.Try("Invoke-DsSync mine");
        Assert.Contains("mine: the scriptblock of its arguments failed in line 2: no calendar", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal((RunStatus.Failed, 1L), Assert.IsType<Run>(Assert.Single(result.Output).BaseObject) is var run ? (run.Status, run.Done) : default);
    }
}
