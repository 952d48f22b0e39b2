using DataSync.Scheduling;
using DataSync.State;

namespace DataSync.Tests;

/// <summary>Test-DsWorkspace finds each thing that can be wrong, and says what to do.</summary>
[Collection(MachineTests.Name)]
public sealed class HealthTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);
    private readonly Machine _machine = Services.Machine;

    public HealthTests()
    {
        _vendor.Populate(_shell);
        Services.Machine = new Machine { Home = _shell.Folder, Root = _shell.Folder, User = "ops", Platform = PlatformID.Unix, Variable = _ => null };
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Arguments @{ day = '20240102' } | Out-Null; Invoke-DsSync daily | Out-Null");
    }

    public void Dispose()
    {
        Services.Machine = _machine;
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void All_is_well()
    {
        var checks = Checks("");
        Assert.All(checks, c => Assert.Equal((CheckSeverity.Ok, null), (c.Severity, c.Advice)));
        Assert.Equal(["Clock", "Disk", "Files", "Ledger", "Runs", "Sources", "State", "Stores"], checks.Select(c => c.Area).Distinct().Order());
        Assert.Empty(Checks("-Problem"));
    }

    [Theory]
    [InlineData("Set-DsSource vendor -Token env:NO_SUCH_TOKEN -Setting @{ query = @{ k = '{{token}}' } }", "Secrets env:NO_SUCH_TOKEN Error")]
    [InlineData("Set-DsSource vendor -Uri https://nobody.test/", "Sources vendor Error")]
    [InlineData("New-DsStore db -Kind PostgreSql -Server 127.0.0.1:9 -Database d -User u | Out-Null", "Stores db Error")]
    [InlineData("Set-DsPlan daily -Schedule '0 18 * * *'", "Jobs daily Warning", "Notifications  Warning")]
    [InlineData("Set-DsPlan daily -Arguments @{ day = '20240103' }, @{ day = 'x' } -ErrorAction SilentlyContinue; New-DsPlan -Name never -Table never -Dataset rates -Store lake -Arguments @{ day = '20240102' } | Out-Null", "Runs never Warning")]
    [InlineData("Set-DsPlan daily -Key day", "Ledger daily Error")]
    [InlineData("Remove-DsData rates -Store lake -Force", "Ledger daily Warning")]
    [InlineData("Set-DsNotification ops -Preset Json -Address https://x.test/; [System.IO.File]::WriteAllText(\"$PWD/notifications/ops.json\", '{ \"name\": \"ops\", \"kind\": \"Pigeon\" }')", "Files notifications/ops.json Error")]
    public void What_is_wrong_is_found(string break_, params string[] expected)
    {
        _shell.Run(break_);
        var problems = Checks("-Problem");
        foreach (var finding in expected) Assert.Contains(finding, problems.Select(p => $"{p.Area} {p.Subject} {p.Severity}"));
        Assert.All(problems, p => Assert.False(string.IsNullOrEmpty(p.Advice), p.Message));
    }

    [Fact]
    public void A_failed_run_a_late_plan_and_a_wrong_clock_are_found()
    {
        var log = new RunLog(new StateDatabase(_shell.Workspace.StatePath), TimeProvider.System);
        _shell.Run("Set-DsPlan daily -Schedule '* * * * *' -LateAfter 10m");
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "daily.json"), DateTime.UtcNow.AddDays(-1));
        foreach (var run in log.Read()) log.Save(run with { Status = RunStatus.Failed, Message = "The vendor is closed." });
        log.Save(new Run { Id = "99990101T000000000-abcdef", Plan = "other", Status = RunStatus.Done, Started = DateTime.UtcNow.AddHours(1) });
        var problems = Checks("-Problem");
        Assert.Contains(problems, p => p is { Area: "Runs", Severity: CheckSeverity.Error } && p.Message.EndsWith("failed: The vendor is closed.", StringComparison.Ordinal));
        Assert.Contains(problems, p => p is { Area: "Runs", Severity: CheckSeverity.Error } && p.Message.Contains("It was due at", StringComparison.Ordinal));
        Assert.Contains(problems, p => p is { Area: "Clock", Severity: CheckSeverity.Error });
    }

    [Fact]
    public void A_damaged_state_is_found()
    {
        var path = _shell.Workspace.StatePath;
        var bytes = File.ReadAllBytes(path);
        new Random(1).NextBytes(bytes.AsSpan(4096));
        File.WriteAllBytes(path, bytes);
        Assert.NotNull(new StateDatabase(path).FindDamage());
        Assert.Null(new StateDatabase(path + "-none").FindDamage());
    }

    private List<WorkspaceCheck> Checks(string parameters) => [.. _shell.Try($"Test-DsWorkspace {parameters}").Output.Select(c => (WorkspaceCheck)c.BaseObject)];
}
