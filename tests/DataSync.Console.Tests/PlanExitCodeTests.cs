namespace DataSync.Hosting.Tests;

public sealed class PlanExitCodeTests
{
    [Theory]
    [InlineData("[pscustomobject]@{ Status = 'Done' }", 0)]
    [InlineData("[pscustomobject]@{ Status = 'Failed' }", 1)]
    [InlineData("[pscustomobject]@{ Status = 'Partial' }", 2)]
    [InlineData("[pscustomobject]@{ Status = 'QuotaUsedUp' }", 2)]
    [InlineData("[pscustomobject]@{ Status = 'Stopped' }", 130)]
    [InlineData("throw 'no such plan'", 1)]
    public void The_run_decides(string result, int expected)
    {
        var output = new StringWriter();
        using var session = new ConsoleSession(output, output);
        session.RunText($"function global:Invoke-DsSync {{ [CmdletBinding()] param($Name) if ($Name -ne 'daily') {{ throw $Name }} {result} }}");

        Assert.Equal(expected, session.RunPlan("daily"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("[pscustomobject]@{ Status = 'Done' }", 0)]
    [InlineData("[pscustomobject]@{ Status = 'Partial' }; [pscustomobject]@{ Status = 'Done' }", 2)]
    [InlineData("[pscustomobject]@{ Status = 'Partial' }; [pscustomobject]@{ Status = 'Failed' }; [pscustomobject]@{ Status = 'Done' }", 1)]
    [InlineData("[pscustomobject]@{ Status = 'Done' }; [pscustomobject]@{ Status = 'Stopped' }", 130)]
    [InlineData("Write-Error 'plan b cannot begin'; [pscustomobject]@{ Status = 'Done' }", 1)]
    [InlineData("throw 'no workspace'", 1)]
    public void The_worst_of_all_due_runs_decides(string result, int expected)
    {
        var output = new StringWriter();
        using var session = new ConsoleSession(output, output);
        session.RunText($"function global:Invoke-DsSync {{ [CmdletBinding()] param([switch] $Due, $Name) if (-not $Due -or $Name) {{ throw 'not asked so' }} {result} }}");

        Assert.Equal(expected, session.RunDue(null));
    }
}
