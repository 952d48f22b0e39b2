using DataSync.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Tests;

/// <summary>A plan whose schedule holds on the open days of a synchronized table.</summary>
[Collection(MachineTests.Name)]
public sealed class CalendarTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor;
    private readonly Machine _machine = Services.Machine;
    private readonly DateTime _today = DateTime.UtcNow.Date;

    public CalendarTests()
    {
        // today is closed; so are the next two days
        _vendor = FakeVendor.Of(uri => uri.AbsolutePath.Contains("cal", StringComparison.Ordinal)
            ? $"[{string.Join(',', Enumerable.Range(-2, 9).Select(i => $$"""{"exchange":"X","day":"{{_today.AddDays(i):yyyyMMdd}}","is_open":"{{(i is >= 0 and <= 2 ? 0 : 1)}}"}"""))}]"
            : FakeVendor.Rows(uri));
        _vendor.Populate(_shell);
        Services.Machine = new Machine { Time = new FakeTimeProvider(new DateTimeOffset(_today, TimeSpan.Zero)), Home = _shell.Folder, Root = _shell.Folder, Platform = PlatformID.Unix, Variable = _ => null };
        _shell.Run("""
            New-DsDataset cal -Source vendor -Key day -Column exchange, day:Date, is_open | Out-Null
            New-DsPlan -Dataset cal -Store lake | Invoke-DsSync | Out-Null
            """);
    }

    public void Dispose()
    {
        Services.Machine = _machine;
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void Occurrences_of_closed_days_are_left_out_and_nothing_is_due_on_them()
    {
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '0 18 * * *' -TimeZone UTC -ScheduleCalendar cal -Arguments @{ day = '20240102' } | Out-Null");
        var plan = _shell.Workspace.Plans.Get("daily");
        Assert.Equal(("cal", "day", "is_open", null), (plan.ScheduleCalendar!.Table, plan.ScheduleCalendar.Date, plan.ScheduleCalendar.Open, plan.ScheduleCalendar.Store));
        Assert.Equal($"{_today.AddDays(3):yyyy-MM-dd} 18:00", _shell.One<string>("(Get-DsPlan daily).NextRun.ToString('yyyy-MM-dd HH:mm')"));

        _shell.Run("Set-DsPlan daily -Schedule '* * * * *'");
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "daily.json"), _today);
        Assert.Empty(_shell.Run("Invoke-DsSync daily -Due"));
        _shell.Run("Set-DsPlan daily -ScheduleCalendar @{ Table = 'cal'; Where = @{ exchange = 'elsewhere' } }"); // which has no days there: all count
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "daily.json"), _today);
        Assert.Equal(RunStatus.Done, _shell.One<Run>("Invoke-DsSync daily -Due").Status);
        _shell.Run("Set-DsPlan daily -ScheduleCalendar $null");
        Assert.Null(_shell.Workspace.Plans.Get("daily").ScheduleCalendar);
    }

    [Theory]
    [InlineData("none", "CalendarInvalid")]
    [InlineData("@{ Table = 'cal'; Open = 'shut' }", "CalendarInvalid")]
    [InlineData("@{ Table = 'cal'; Colour = 'red' }", "ParameterArgumentTransformationError")]
    public void A_calendar_that_is_not_there_is_refused(string calendar, string id) =>
        Assert.StartsWith($"{id},", _shell.Fail($"New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '@daily' -ScheduleCalendar {calendar} -Arguments @{{ day = '20240102' }}").FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void A_calendar_that_ends_is_a_warning_of_the_check()
    {
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '0 18 * * *' -ScheduleCalendar cal -Arguments @{ day = '20240102' } | Out-Null");
        Assert.Contains(_shell.Run("Test-DsWorkspace").Select(c => (WorkspaceCheck)c.BaseObject), c => c is { Area: "Calendar", Severity: CheckSeverity.Ok });
        _shell.Run("Remove-DsData cal -Store lake -Force");
        Assert.Contains(_shell.Run("Test-DsWorkspace").Select(c => (WorkspaceCheck)c.BaseObject), c => c is { Area: "Calendar", Severity: not CheckSeverity.Ok });
    }
}
