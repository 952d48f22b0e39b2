using System.Management.Automation;
using DataSync.Scheduling;
using Microsoft.Extensions.Time.Testing;

namespace DataSync.Tests;

/// <summary>Schedules of plans, what is due, and Register-, Get- and Unregister-DsScheduledJob on a machine that a test makes up.</summary>
[Collection(MachineTests.Name)]
public sealed class ScheduledJobTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);
    private readonly FakeCron _cron = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
    private readonly Machine _before = Services.Machine;
    private readonly string _programs;

    public ScheduledJobTests()
    {
        _vendor.Populate(_shell);
        _programs = Path.Combine(_shell.Folder, "programs");
        Directory.CreateDirectory(_programs);
        foreach (var name in (string[])["crontab", "pwsh", "DataSync.Console"]) File.WriteAllText(Path.Combine(_programs, name), "");
        Services.Machine = new Machine
        {
            Programs = _cron,
            Time = _time,
            TimeZone = TimeZoneInfo.Utc,
            Home = _shell.Folder,
            Root = _shell.Folder,
            User = "ops",
            Platform = PlatformID.Unix,
            Variable = name => name == "PATH" ? _programs : null,
        };
    }

    public void Dispose()
    {
        Services.Machine = _before;
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Theory]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Schedule '0 25 * * *'", "field hour: '25'")]
    [InlineData("New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' } -Schedule '@daily' | Out-Null; Set-DsPlan rates -Schedule 'daily'", "has 1 fields")]
    public void A_wrong_schedule_is_told_by_its_field(string script, string message)
    {
        var error = _shell.Fail(script);
        Assert.StartsWith("ScheduleInvalid,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(message, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("0 18 * * 1-5", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_plan_shows_its_next_occurrences_in_its_zone()
    {
        Plan("-Schedule '0 18 * * 1-5' -TimeZone Asia/Shanghai");
        Assert.Equal(["2026-03-02T18:00:00+08:00", "2026-03-03T18:00:00+08:00"], _shell.Run("(Get-DsPlan daily).NextRuns[0..1] | ForEach-Object { $_.ToString('yyyy-MM-ddTHH:mm:sszzz') }").Select(v => v.ToString()));
        Assert.Equal("2026-03-02 18:00 +08:00", _shell.One<string>("(Get-DsPlan daily).NextRun.ToString('yyyy-MM-dd HH:mm zzz')"));
        _shell.Run("Set-DsPlan daily -TimeZone $null");
        Assert.Equal("2026-03-02 18:00 +00:00", _shell.One<string>("(Get-DsPlan daily).NextRun.ToString('yyyy-MM-dd HH:mm zzz')"));
        _shell.Run("Set-DsPlan daily -Schedule $null");
        Assert.Null(_shell.One<Plan>("Get-DsPlan daily").Schedule);
    }

    [Fact]
    public void Registering_is_idempotent_and_listed_and_undone()
    {
        Plan("-Schedule '0 18 * * 1-5' -TimeZone UTC -Misfire Skip");
        _cron.Text = "0 1 * * * mine\n";
        var job = _shell.One<ScheduledJob>("Register-DsScheduledJob daily -Runner Console");
        Assert.Equal(("daily", "Cron", "0 18 * * 1-5", "UTC", "Console", "Registered"), (job.Plan, job.Scheduler, job.Schedule, job.TimeZone, job.Runner, job.State));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero), job.NextRun);
        Assert.Contains($"{Path.Combine(_programs, "DataSync.Console")} -Workspace {_shell.Folder} -Plan daily -Due", _cron.Text, StringComparison.Ordinal);
        var once = _cron.Text;
        _shell.Run("Get-DsPlan daily | Register-DsScheduledJob -Runner Console | Out-Null");
        Assert.Equal(once, _cron.Text);
        Assert.Equal("daily", _shell.One<ScheduledJob>("Get-DsScheduledJob").Plan);
        _shell.Run("Set-DsPlan daily -Schedule '30 19 * * *'");
        Assert.Contains("register it anew", _shell.One<ScheduledJob>("Get-DsScheduledJob daily").State, StringComparison.Ordinal);
        _shell.Run("Remove-DsPlan daily");
        Assert.Contains("unregister", _shell.One<ScheduledJob>("Get-DsScheduledJob d*").State, StringComparison.Ordinal);
        _shell.Run("Get-DsScheduledJob | Unregister-DsScheduledJob");
        Assert.Equal("0 1 * * * mine\n", _cron.Text);
        Assert.StartsWith("ScheduledJobNotFound,", _shell.Fail("Unregister-DsScheduledJob daily").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_writes_the_exact_texts_and_touches_nothing()
    {
        Plan("-Schedule '0 18 * * 1-5' -TimeZone Asia/Shanghai");
        var files = _shell.Run("Register-DsScheduledJob daily -Scheduler Systemd -System -WhatIf").Select(f => Assert.IsType<JobFile>(f.BaseObject)).ToList();
        Assert.Equal([".timer", ".service"], files.Select(f => Path.GetExtension(f.Path)));
        Assert.Contains("\nOnCalendar=Mon..Fri *-*-* 18:00:00 Asia/Shanghai\n", files[0].Content, StringComparison.Ordinal);
        Assert.False(File.Exists(files[0].Path));
        Assert.DoesNotContain(_cron.Calls, c => c.StartsWith("systemctl", StringComparison.Ordinal));
        Assert.StartsWith("<Task", _shell.One<JobFile>("Register-DsScheduledJob daily -Scheduler WindowsTasks -WhatIf").Content, StringComparison.Ordinal);
        Assert.StartsWith("<?xml", _shell.One<JobFile>("Register-DsScheduledJob daily -Scheduler Launchd -WhatIf").Content, StringComparison.Ordinal);
        var entry = _shell.One<JobFile>("Register-DsScheduledJob daily -Scheduler Cron -Runner Pwsh -WhatIf");
        Assert.Contains("-NoProfile -NonInteractive -File ", entry.Content, StringComparison.Ordinal);
        Assert.Contains("\n0 10 * * 1,2,3,4,5 cd ", entry.Content, StringComparison.Ordinal); // 18:00 in Shanghai, on a machine in UTC
        Assert.Null(_cron.Text);
    }

    [Theory]
    [InlineData("Register-DsScheduledJob free", "ScheduleMissing", "Set-DsPlan free -Schedule")]
    [InlineData("Register-DsScheduledJob seconds", "ScheduleUnsupported", "Leave out the seconds")]
    [InlineData("Register-DsScheduledJob daily -RandomDelay 5m", "ScheduleUnsupported", "-RandomDelay")]
    [InlineData("Register-DsScheduledJob daily -Scheduler Cron -System", "SchedulerNotFound", "-System")]
    [InlineData("Register-DsScheduledJob daily -Scheduler At", "UnknownKind", "Cron, Launchd, Systemd, WindowsTasks")]
    [InlineData("Register-DsScheduledJob none", "PlanNotFound", "")]
    public void What_cannot_be_registered_says_why(string script, string id, string advice)
    {
        Plan("-Schedule '@daily'");
        Plan("", "free");
        Plan("-Schedule '30 0 18 * * *'", "seconds");
        var error = _shell.Fail(script);
        Assert.StartsWith($"{id},DataSync.Commands.RegisterDsScheduledJobCommand", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(advice, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(_cron.Text);
    }

    [Fact]
    public void A_secret_that_the_job_would_not_see_is_refused_though_this_session_sees_it()
    {
        Plan("-Schedule '@daily'");
        var token = $"DATASYNC_TEST_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(token, "hush-hush-4711");
        try
        {
            _shell.Run("param($t) Set-DsSource vendor -Token \"env:$t\"", token);
            var error = _shell.Fail("Register-DsScheduledJob daily");
            Assert.StartsWith("SecretNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains($"Plan 'daily': the token of source 'vendor'", error.Exception.Message, StringComparison.Ordinal);
            Assert.Contains("Set-DsSource vendor -Token secret:NAME or file:PATH", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
            Assert.Null(_cron.Text);

            var file = Path.Combine(_shell.Folder, "token");
            File.WriteAllText(file, "hush-hush-4711");
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            _shell.Run("param($f) Set-DsSource vendor -Token \"file:$f\"; Register-DsScheduledJob daily | Out-Null", file);
            foreach (var scheduler in SchedulerKinds.All)
                foreach (var text in _shell.Run("param($s) Register-DsScheduledJob daily -Scheduler $s -WhatIf", scheduler.Name))
                    Assert.DoesNotContain("hush-hush-4711", ((JobFile)text.BaseObject).Content, StringComparison.Ordinal);
            Assert.DoesNotContain("hush-hush-4711", _cron.Text, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable(token, null);
        }
    }

    [Fact]
    public void A_store_that_only_the_scriptblock_names_needs_its_password_too()
    {
        _shell.Run("New-DsStore other -Kind Json -Path ./other; Set-DsStore other -User u -Password env:NOT_IN_ANY_JOB");
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '@daily' -Arguments { Read-DsData rates -Store other | ForEach-Object { @{ day = $_.day } } } | Out-Null");
        Assert.Contains("password of store 'other'", _shell.Fail("Register-DsScheduledJob daily").Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_console_lacks_takes_pwsh_or_is_refused_by_its_line()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "functions.ps1"), "function Get-Days {\n Get-Module\n}");
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '@daily' -Arguments {\nGet-Days | ForEach-Object { @{ day = '20240102' } }\nGet-History | Out-Null } | Out-Null");
        _cron.Unknown = ["Get-History"];
        Assert.Equal("Pwsh", _shell.One<ScheduledJob>("Register-DsScheduledJob daily").Runner);
        Assert.Contains("'Get-Module'", _cron.Calls.First(c => c.Contains("-Command", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("'Get-Days'", _cron.Calls.First(c => c.Contains("-Command", StringComparison.Ordinal)), StringComparison.Ordinal);
        var error = _shell.Fail("Register-DsScheduledJob daily -Runner Console");
        Assert.Equal("RunnerUnsuitable,DataSync.Commands.RegisterDsScheduledJobCommand", error.FullyQualifiedErrorId);
        Assert.Contains("daily: line 2: the command 'Get-History'", error.Exception.Message, StringComparison.Ordinal);
        _cron.Unknown = ["Get-Module"];
        Assert.Contains("functions.ps1, line 2: the command 'Get-Module'", _shell.Fail("Register-DsScheduledJob daily -Runner Console").Exception.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(_programs, "pwsh"));
        Assert.Contains("Get-Module", _shell.Fail("Register-DsScheduledJob daily").Exception.Message, StringComparison.Ordinal);
        _cron.Unknown = [];
        Assert.Equal("Console", _shell.One<ScheduledJob>("Register-DsScheduledJob daily").Runner);
        File.Delete(Path.Combine(_programs, "DataSync.Console"));
        Assert.StartsWith("RunnerNotFound,", _shell.Fail("Register-DsScheduledJob daily").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void One_job_for_all_plans()
    {
        Plan("-Schedule '@daily'");
        Plan("", "free");
        var job = _shell.One<ScheduledJob>("Register-DsScheduledJob -All");
        Assert.Equal((null, "*/5 * * * *"), (job.Plan, job.Schedule));
        Assert.Contains("\n*/5 * * * * cd ", _cron.Text, StringComparison.Ordinal);
        Assert.Contains($" -Workspace {_shell.Folder} -Due > ", _cron.Text, StringComparison.Ordinal);
        Assert.Null(_shell.One<ScheduledJob>("Get-DsScheduledJob").Plan);
        _shell.Run("Unregister-DsScheduledJob -All");
        Assert.Empty(_cron.Text!);
    }

    [Fact]
    public void Due_runs_what_has_an_occurrence_since_the_last_run()
    {
        Plan("-Schedule '* * * * *'");
        Plan("-Schedule '0 0 1 1 *'", "yearly");
        Plan("", "free");
        Assert.Empty(_shell.Run("Invoke-DsSync -Due")); // plans written a moment ago, no occurrence since
        foreach (var plan in Directory.GetFiles(Path.Combine(_shell.Folder, "plans"), "*.json")) File.SetLastWriteTimeUtc(plan, DateTime.UtcNow.AddDays(-1));
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "yearly.json"), DateTime.UtcNow);
        Assert.Equal("daily", _shell.One<Run>("Invoke-DsSync -Due").Plan);
        Assert.Empty(_shell.Run("Invoke-DsSync daily, yearly -Due"));
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "yearly.json"), DateTime.UtcNow.AddDays(-400));
        Assert.Equal("yearly", _shell.One<Run>("Invoke-DsSync yearly -Due").Plan);
        Assert.Contains(_shell.Try("Invoke-DsSync free -Due -Verbose").Verbose, v => v.Contains("no schedule", StringComparison.Ordinal));
        // missed long ago: Skip waits for the next occurrence
        _shell.Run("Set-DsPlan yearly -Misfire Skip; Remove-DsPlan daily");
        File.Delete(Path.Combine(_shell.Folder, "state.db"));
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "yearly.json"), DateTime.UtcNow.AddDays(-400));
        Assert.Empty(_shell.Run("Invoke-DsSync yearly -Due"));
    }

    [Fact]
    public void RunAll_runs_for_each_occurrence_that_was_missed_as_though_it_were_that_day()
    {
        _shell.Run("New-DsPlan -Name daily -Dataset rates -Store lake -Schedule '0 0 * * *' -TimeZone UTC -Misfire RunAll -Arguments { @{ day = $Today.AddDays(-1) } } | Out-Null");
        var midnight = new DateTimeOffset(DateTime.UtcNow.Date, TimeSpan.Zero);
        File.SetLastWriteTimeUtc(Path.Combine(_shell.Folder, "plans", "daily.json"), midnight.UtcDateTime.AddDays(-2.5));
        Assert.Equal(3, _shell.Run("Invoke-DsSync -Due -WhatIf").Count);
        DateTimeOffset[] missed = [midnight.AddDays(-2), midnight.AddDays(-1), midnight];
        Assert.Equal(missed, _shell.Run("Invoke-DsSync -Due").Select(r => ((Run)r.BaseObject).Occurrence!.Value));
        Assert.Equal(missed.Select(d => $"{d.AddDays(-1):yyyy-MM-dd}"), _shell.Run("Read-DsData rates -Store lake -Value day -Distinct | ForEach-Object { '{0:yyyy-MM-dd}' -f $_ }").Select(v => v.ToString()).Order());
        Assert.Empty(_shell.Run("Invoke-DsSync -Due"));
        // a run by hand is for now, and makes up for none
        _shell.Run("Invoke-DsSync daily | Out-Null");
        Assert.Null(_shell.One<Run>("Get-DsRun daily -Last 1").Occurrence);
        Assert.Empty(_shell.Run("Invoke-DsSync -Due"));
    }

    [Fact]
    public void Due_plans_run_after_those_whose_tables_they_read()
    {
        _shell.Run("""
            foreach ($n in 'b', 'a') { New-DsPlan -Name $n -Table $n -Dataset rates -Store lake -Schedule '* * * * *' -Arguments @{ day = '20240102' } | Out-Null }
            New-DsPlan -Name a -Force -Table a -Dataset rates -Store lake -Schedule '* * * * *' -Arguments { Read-DsData c -Store lake -Value day -Distinct | ForEach-Object { @{ day = $_ } } } | Out-Null
            New-DsPlan -Name c -Table c -Dataset rates -Store lake -Schedule '* * * * *' -Arguments { Read-DsData 'c' -Store lake | Out-Null; @{ day = '20240103' } } | Out-Null
            """);
        foreach (var plan in Directory.GetFiles(Path.Combine(_shell.Folder, "plans"), "*.json")) File.SetLastWriteTimeUtc(plan, DateTime.UtcNow.AddDays(-1));
        var ended = _shell.Run("Invoke-DsSync -Due | ForEach-Object { \"$($_.Plan) $($_.Done)\" }").Select(v => v.ToString()).ToList();
        Assert.Equal(["a 1", "b 1", "c 1"], ended.Order());
        Assert.True(ended.IndexOf("c 1") < ended.IndexOf("a 1"));
    }

    [Fact]
    public void A_check_of_columns_is_registered_beside_plans_and_undone()
    {
        Plan("-Schedule '0 18 * * *' -TimeZone UTC");
        _cron.Text = "";
        _shell.Run("Register-DsScheduledJob daily -Runner Console | Out-Null; Register-DsScheduledJob -All -Runner Console | Out-Null");
        var job = _shell.One<ScheduledJob>("Register-DsScheduledJob -SchemaCheck vendor -Policy ReportOnly -Runner Console");
        Assert.Equal((null, "vendor", "ReportOnly", "0 6 * * 1", "Registered"), (job.Plan, job.SchemaCheck, job.Policy, job.Schedule, job.State));
        Assert.Contains($" -Workspace {_shell.Folder} -SchemaCheck vendor -Policy ReportOnly", _cron.Text, StringComparison.Ordinal);
        _shell.Run("Register-DsScheduledJob -SchemaCheck rates -Schedule '@daily' -Runner Pwsh | Out-Null");
        Assert.Contains("Invoke-ScheduledJob.ps1", _cron.Text, StringComparison.Ordinal);
        Assert.Equal(["daily", "due", "rates", "vendor"], _shell.Run("Get-DsScheduledJob | ForEach-Object { if ($_.SchemaCheck) { $_.SchemaCheck } elseif ($_.Plan) { $_.Plan } else { 'due' } }").Select(v => v.ToString()).Order());
        _shell.Run("Unregister-DsScheduledJob -All; Unregister-DsScheduledJob -SchemaCheck v*");
        Assert.Equal(["daily", "rates"], _shell.Run("Get-DsScheduledJob | ForEach-Object { \"$($_.Plan)$($_.SchemaCheck)\" }").Select(v => v.ToString()).Order());
        Assert.StartsWith("SchemaSubjectNotFound,", _shell.Fail("Register-DsScheduledJob -SchemaCheck none").FullyQualifiedErrorId, StringComparison.Ordinal);
        _shell.Run("Get-DsScheduledJob daily | Unregister-DsScheduledJob; Unregister-DsScheduledJob -SchemaCheck rates");
        Assert.Equal("", _cron.Text);
    }

    private void Plan(string parameters, string name = "daily") => _shell.Run($"New-DsPlan -Name {name} -Table {name} -Dataset rates -Store lake -Arguments @{{ day = '20240102' }} {parameters} | Out-Null");

    /// <summary>A crontab in memory, and a console that lacks what a test says.</summary>
    private sealed class FakeCron : IProgramRunner
    {
        public string? Text { get; set; }
        public IReadOnlyList<string> Unknown { get; set; } = [];
        public List<string> Calls { get; } = [];

        public Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
        {
            Calls.Add($"{program} {string.Join(' ', arguments)}");
            if (program != "crontab") return Task.FromResult(new ProgramResult(0, string.Join('\n', Unknown), ""));
            if (arguments[0] == "-l") return Task.FromResult(Text is null ? new ProgramResult(1, "", "no crontab for ops") : new ProgramResult(0, Text, ""));
            Text = input;
            return Task.FromResult(new ProgramResult(0, "", ""));
        }
    }
}
