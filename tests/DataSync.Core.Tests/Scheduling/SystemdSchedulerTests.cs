using DataSync.Scheduling;
using DataSync.Scheduling.Systemd;
using Xunit;

namespace DataSync.Tests.Scheduling;

public sealed class SystemdSchedulerTests : IDisposable
{
    private static readonly SystemdScheduler Systemd = new();
    private readonly TempFolder _folder = new();

    // systemd's calendar ends before the year 2200
    private static readonly DateTimeOffset Century = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Zones => [.. CronSamples.Zones];

    public void Dispose() => _folder.Dispose();

    /// <summary>systemd's own reading of our lines gives the next 50 occurrences, and nothing that a plan's clock would not have said, beside what is added for changes of the clocks.</summary>
    [Theory]
    [MemberData(nameof(Zones))]
    public void Calendar_lines_mean_the_next_50_occurrences(string zone)
    {
        var lines = CronSamples.Expressions.ToDictionary(e => e, e => OnCalendar.Lines(Jobs.Clock(e, zone), Jobs.Now));
        foreach (var after in (DateTimeOffset[])[Jobs.Now, DateTimeOffset.Parse(BeforeAnHourThatComesTwice(zone))])
        {
            var asked = lines.Where(l => after == Jobs.Now || l.Value.Count > Lasting(l.Key)).ToList();
            if (asked.Count == 0) continue;
            var times = SystemdTool.Next([.. asked.SelectMany(l => l.Value)], after, 50);
            var at = 0;
            foreach (var (expression, own) in asked)
            {
                var mine = own.Zip(times.Skip(at).Take(own.Count)).ToList();
                at += own.Count;
                var until = mine.Where(l => l.Second.Count == 50).Select(l => l.Second[^1]).Append(Century).Min();
                var found = mine.SelectMany(l => l.Second).Where(t => t <= until).ToHashSet();
                var expected = Jobs.Clock(expression, zone).After(after).TakeWhile(t => t <= until).Take(400).ToHashSet();
                // lines for a change of the clocks may hold an hour of minutes each Sunday of a month: those are compared as far as they go
                Assert.True(expected.Count >= 10 || own.Count > Lasting(expression), $"'{expression}' in {zone}: only {expected.Count} occurrences were compared.");
                var missed = expected.Except(found).ToList();
                Assert.True(missed.Count == 0, $"'{expression}' in {zone}: systemd misses {missed.FirstOrDefault():u}; {string.Join(" | ", own)}");
                var lasting = mine.Take(Lasting(expression)).SelectMany(l => l.Second).Where(t => t <= until && t <= expected.Append(after).Max());
                var extra = lasting.Except(expected).ToList();
                Assert.True(extra.Count == 0, $"'{expression}' in {zone}: systemd starts at {extra.FirstOrDefault():u} too; {string.Join(" | ", own)}");
            }
        }
    }

    private static int Lasting(string expression) => CronExpression.Parse(expression).EitherDay ? 2 : 1;

    private static string BeforeAnHourThatComesTwice(string zone) => zone switch
    {
        "Europe/Berlin" => "2027-10-30T20:00Z",
        "Australia/Lord_Howe" => "2027-04-03T05:00Z",
        "Pacific/Auckland" => "2027-04-03T04:00Z",
        _ => "2027-11-06T20:00Z",
    };

    [Theory]
    [InlineData("0 18 * * 1-5", "Asia/Shanghai", "Mon..Fri *-*-* 18:00:00 Asia/Shanghai")]
    [InlineData("0 0 13 * 5", "UTC", "*-*-13 00:00:00 UTC|Fri *-*-* 00:00:00 UTC")]
    [InlineData("0 0 */2 * 0", "UTC", "Sun *-*-01,03,05,07,09,11,13,15,17,19,21,23,25,27,29,31 00:00:00 UTC")]
    [InlineData("*/20 * * * * *", "UTC", "*-*-* *:*:00,20,40 UTC")]
    [InlineData("0 4 * 1,6-8 6-7", "UTC", "Sat,Sun *-01,06..08-* 04:00:00 UTC")]
    [InlineData("30 2 * * *", "America/New_York", "*-*-* 02:30:00 America/New_York|Sun *-03-* 07:00:00 UTC")]
    [InlineData("*/30 * * * *", "America/New_York", "*-*-* *:00,30:00 America/New_York|Sun *-11-* 06:00,30:00 UTC")]
    public void Lines(string expression, string zone, string expected) => Assert.Equal(expected.Split('|'), OnCalendar.Lines(Jobs.Clock(expression, zone), Jobs.Now));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Units_pass_verify_without_a_word(bool system)
    {
        var files = new List<string>();
        foreach (var plan in (string?[])["daily", "100% 'odd' $x;é", null])
        {
            var job = Jobs.Make("*/20 1-3 1,15 * mon", "America/New_York", _folder.Path, plan, "/bin/true") with { RandomDelay = TimeSpan.FromMinutes(5) };
            foreach (var file in Systemd.Render(job, Jobs.Machine() with { System = system, User = "root" }))
            {
                files.Add(_folder[Path.GetFileName(file.Path)]);
                File.WriteAllText(files[^1], file.Content);
            }
        }
        var (_, error, code) = SystemdTool.Run(["verify", "--man=no", system ? "--system" : "--user", .. files]);
        Assert.Equal(("", 0), (error, code));
    }

    [Fact]
    public void The_service_gets_the_exact_arguments_and_no_more_of_the_environment_than_we_say()
    {
        var job = Jobs.Make(workspace: "/srv/my quotes", plan: "100%$x\"y");
        var service = Systemd.Render(job, Jobs.Machine() with { System = true })[1].Content;
        Assert.Contains("\nExecStart=/opt/datasync/DataSync.Console -Workspace \"/srv/my quotes\" -Plan \"100%%$$x\\\"y\" -Due\n", service, StringComparison.Ordinal);
        Assert.Contains("\nWorkingDirectory=/srv/my quotes\n", service, StringComparison.Ordinal);
        Assert.Equal(["HOME=/home/ops", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"], service.Split('\n').Where(l => l.StartsWith("Environment=", StringComparison.Ordinal)).Select(l => l[12..]));
        Assert.Contains("\nUser=ops\n", service, StringComparison.Ordinal);
        Assert.All((string[])["NoNewPrivileges=yes", "ProtectSystem=full", "CapabilityBoundingSet="], l => Assert.Contains($"\n{l}\n", service, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Registering_listing_and_unregistering()
    {
        var programs = new FakePrograms();
        var machine = Jobs.Machine() with { Programs = programs, Home = _folder.Path, Root = _folder.Path };
        var job = Jobs.Make();
        Assert.Contains("loginctl enable-linger ops", await Systemd.RegisterAsync(job, machine, default), StringComparison.Ordinal);
        await Systemd.RegisterAsync(job with { RandomDelay = TimeSpan.FromMinutes(2) }, machine, default);
        Assert.Equal(["systemctl --user daemon-reload", $"systemctl --user enable {job.Id}.timer", $"systemctl --user restart {job.Id}.timer"], programs.Calls.Take(3));
        var entry = Assert.Single(await Systemd.ListAsync(machine, default));
        Assert.Equal(job.Note, entry.Note);
        Assert.Equal(_folder[Path.Combine(".config", "systemd", "user", $"{job.Id}.timer")], entry.Path);
        Assert.Contains("\nPersistent=true\nAccuracySec=1s\nRandomizedDelaySec=120s\n", File.ReadAllText(entry.Path), StringComparison.Ordinal);
        Assert.Empty(await Systemd.ListAsync(machine with { System = true }, default));
        await Systemd.UnregisterAsync(job.Note, machine, default);
        Assert.Empty(await Systemd.ListAsync(machine, default));
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(entry.Path)!));
        programs.Answer = (_, _, _) => new(1, "", "Failed to connect to bus: No medium found\n");
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Systemd.RegisterAsync(job, machine, default));
        Assert.Equal(("SchedulerFailed", true), (error.Id, error.Message.Contains("Failed to connect to bus", StringComparison.Ordinal)));
    }
}
