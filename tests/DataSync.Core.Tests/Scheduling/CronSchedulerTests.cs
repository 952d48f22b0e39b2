using System.Text.RegularExpressions;
using DataSync.Scheduling;
using DataSync.Scheduling.Cron;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed partial class CronSchedulerTests
{
    private static readonly CronScheduler Cron = new();
    private readonly FakePrograms _programs = new();
    private string? _crontab;

    public CronSchedulerTests() => _programs.Answer = (_, arguments, input) =>
    {
        if (arguments[0] == "-l") return _crontab is null ? new(1, "", "no crontab for ops\n") : new(0, _crontab, "");
        _crontab = input;
        return new(0, "", "");
    };

    [Fact]
    public async Task Other_lines_stay_and_registering_twice_changes_nothing()
    {
        const string Others = "# my own\nMAILTO=ops@example.com\n\n*/10 * * * *  /usr/local/bin/backup 100\\%  \n";
        _crontab = Others;
        var machine = Jobs.Machine("Asia/Shanghai") with { Programs = _programs };
        await Cron.RegisterAsync(Jobs.Make(), machine, default);
        await Cron.RegisterAsync(Jobs.Make(plan: "weekly", schedule: "@weekly"), machine, default);
        var once = _crontab;
        Assert.StartsWith(Others, once, StringComparison.Ordinal);
        await Cron.RegisterAsync(Jobs.Make(), machine, default);
        Assert.Equal(once, _crontab);
        await Cron.RegisterAsync(Jobs.Make("30 19 * * *"), machine, default);
        Assert.Equal(["30 19 * * *", "@weekly"], (await Cron.ListAsync(machine, default)).Select(e => e.Note.Schedule));
        Assert.Equal(2, Regex.Count(_crontab!, "DataSync end"));
        await Cron.UnregisterAsync(Jobs.Make().Note, machine, default);
        await Cron.UnregisterAsync(Jobs.Make(plan: "weekly").Note, machine, default);
        Assert.Equal(Others, _crontab);
    }

    [Fact]
    public async Task A_zone_that_a_crontab_sets_for_later_lines_is_not_ours()
    {
        const string Others = "# head\nCRON_TZ=Asia/Tokyo\n0 1 * * * mine\n";
        _crontab = Others;
        await Cron.RegisterAsync(Jobs.Make(), Jobs.Machine() with { Programs = _programs }, default);
        Assert.StartsWith("# DataSync begin ", _crontab, StringComparison.Ordinal);
        Assert.EndsWith(Others, _crontab, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_a_crontab_gets_one_and_other_errors_end_in_none()
    {
        var machine = Jobs.Machine() with { Programs = _programs };
        await Cron.RegisterAsync(Jobs.Make(), machine, default);
        Assert.NotNull(_crontab);
        _programs.Answer = (_, _, _) => new(1, "", "You (ops) are not allowed to use this program (crontab)\n");
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Cron.RegisterAsync(Jobs.Make(), machine, default));
        Assert.Equal("SchedulerFailed", error.Id);
        Assert.Contains("not allowed", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_programs.Calls, c => c == "crontab -" && _crontab is null);
    }

    [Fact]
    public async Task A_block_without_its_end_is_left_alone()
    {
        _crontab = $"# DataSync begin {Jobs.Make().Note.ToText()}\n0 1 * * * mine\n";
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Cron.RegisterAsync(Jobs.Make(), Jobs.Machine() with { Programs = _programs }, default));
        Assert.Contains("crontab -e", error.Advice, StringComparison.Ordinal);
        Assert.Contains("mine", _crontab, StringComparison.Ordinal);
    }

    [Fact]
    public void The_line_is_safe_for_the_shell_and_for_cron()
    {
        var job = Jobs.Make("0 18 * * 1-5", "UTC", "/srv/my quotes 100%/it's", "a%b");
        var line = Assert.Single(Cron.Render(job, Jobs.Machine())[0].Content.Split('\n'), l => l.Length > 0 && l[0] != '#');
        Assert.Equal("""0 18 * * 1-5 cd '/srv/my quotes 100\%/it'\''s' && mkdir -p logs && env -i HOME=/home/ops LANG=C.UTF-8 PATH=/usr/bin:/bin /opt/datasync/DataSync.Console -Workspace '/srv/my quotes 100\%/it'\''s' -Plan 'a\%b' -Due > '/srv/my quotes 100\%/it'\''s/logs/a\%b.log' 2>&1""", line);
    }

    public static TheoryData<string> Zones => [.. CronSamples.Zones];

    /// <summary>A machine in another zone is woken at each of the next 50 occurrences, as far as cron's own way with clock changes goes.</summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public void A_machine_in_another_zone_wakes_at_every_occurrence(string planZone)
    {
        var horizon = Jobs.Now.AddYears(9);
        foreach (var machineZone in CronSamples.Zones.Where(z => z != planZone))
        {
            var machine = Jobs.Machine(machineZone);
            foreach (var schedule in CronSamples.Expressions)
            {
                var clock = Jobs.Clock(schedule, planZone);
                var lines = Lines(schedule, planZone, machine);
                foreach (var at in clock.After(Jobs.Now).TakeWhile(at => at < horizon).Take(50))
                    Assert.True(lines.Exists(l => Fires(l, at.UtcDateTime, machine.TimeZone)), $"'{schedule}' in {planZone} on a machine in {machineZone}: nothing at {at:u}, lines:\n{string.Join('\n', lines)}");
            }
        }
    }

    /// <summary>A whole year, minute by minute: cron wakes the job, the plan's own clock decides, and what runs is what the schedule says.</summary>
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "America/New_York")]
    [InlineData("30 1 * * 0", "America/New_York", "Europe/Berlin")]
    [InlineData("0 18 * * 1-5", "Asia/Shanghai", "America/New_York")]
    [InlineData("15 2 1,15 * sun", "Australia/Lord_Howe", "Pacific/Auckland")]
    [InlineData("*/30 1-3 * 3,10,11 *", "Europe/Berlin", "UTC")]
    public void Over_a_year_runs_are_the_occurrences(string schedule, string planZone, string machineZone)
    {
        var (clock, machine) = (Jobs.Clock(schedule, planZone), Jobs.Machine(machineZone));
        var lines = Lines(schedule, planZone, machine);
        var (start, end) = (new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var (runs, since, wakes) = (new List<DateTimeOffset>(), start.AddSeconds(-1), 0);
        for (var now = start; now < end; now = now.AddMinutes(1))
        {
            if (!lines.Exists(l => Fires(l, now.UtcDateTime, machine.TimeZone))) continue;
            wakes++;
            if (DueCheck.Find(clock, Misfire.RunOnce, since, now.AddSeconds(1)) is null) continue;
            runs.Add(now);
            since = now.AddSeconds(1);
        }
        Assert.Equal(clock.After(start.AddSeconds(-1)).TakeWhile(at => at < end).Select(at => at.ToUniversalTime()), runs);
        Assert.InRange(wakes, runs.Count, 366 * 24 * 2);
    }

    [Fact]
    public void In_the_machines_own_zone_the_line_is_the_plans_schedule() => Assert.All(CronSamples.Expressions, e => Assert.Equal([e], Lines(e, "Europe/Berlin", Jobs.Machine("Europe/Berlin"))));

    private static List<string> Lines(string schedule, string zone, Machine machine) =>
        [.. Cron.Render(Jobs.Make(schedule, zone), machine)[0].Content.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => Five().Match(l).Value)];

    /// <summary>What cron(8) says: a line of fixed times does not start again in an hour that comes twice.</summary>
    private static bool Fires(string line, DateTime utc, TimeZoneInfo zone)
    {
        var wall = TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
        if (!CronOracle.Matches(line, wall)) return false;
        var fields = line.Split(' ');
        return fields[0][0] == '*' || fields[1][0] == '*' || !zone.IsAmbiguousTime(wall) || zone.GetUtcOffset(utc) == zone.GetAmbiguousTimeOffsets(wall).Max();
    }

    [GeneratedRegex(@"^\S+ \S+ \S+ \S+ \S+(?= cd )")]
    private static partial Regex Five();
}
