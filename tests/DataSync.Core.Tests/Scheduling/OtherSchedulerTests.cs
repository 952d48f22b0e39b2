using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using DataSync.Scheduling;
using DataSync.Scheduling.Launchd;
using DataSync.Scheduling.WindowsTasks;
using Xunit;

namespace DataSync.Tests.Scheduling;

/// <summary>Windows tasks and property lists of macOS: they parse, hold what they should, and start at every occurrence.</summary>
public sealed class OtherSchedulerTests
{
    private static readonly XNamespace Task = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    [Fact]
    public void A_task_holds_program_arguments_user_and_note()
    {
        var job = Jobs.Make(workspace: @"C:\my quotes\", plan: "a\"b", program: @"C:\Program Files\DataSync\DataSync.Console.exe") with { RandomDelay = TimeSpan.FromMinutes(90) };
        var file = Assert.Single(new WindowsTaskScheduler().Render(job, Jobs.Machine("Asia/Shanghai", PlatformID.Win32NT)));
        Assert.Equal($@"\DataSync\{job.Id}", file.Path);
        var root = XDocument.Parse(file.Content).Root!;
        Assert.Equal(["RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"], root.Elements().Select(e => e.Name.LocalName));
        var exec = root.Element(Task + "Actions")!.Element(Task + "Exec")!;
        Assert.Equal((job.Program, """-Workspace "C:\my quotes\\" -Plan "a\"b" -Due""", @"C:\my quotes\"), ((string)exec.Element(Task + "Command")!, (string)exec.Element(Task + "Arguments")!, (string)exec.Element(Task + "WorkingDirectory")!));
        Assert.Equal(("ops", "S4U"), ((string)root.Descendants(Task + "UserId").Single(), (string)root.Descendants(Task + "LogonType").Single()));
        Assert.Equal(["StartBoundary", "Enabled", "RandomDelay", "ScheduleByWeek"], root.Descendants(Task + "CalendarTrigger").Single().Elements().Select(e => e.Name.LocalName));
        Assert.Equal("PT1H30M", (string)root.Descendants(Task + "RandomDelay").Single());
        Assert.Equal(job.Note, TaskXml.ReadNote(file.Content));
        Assert.Null(TaskXml.ReadNote("no xml"));
        Assert.Equal("S-1-5-18", (string)XDocument.Parse(TaskXml.Write(job, Jobs.Machine("UTC", PlatformID.Win32NT) with { System = true })).Descendants(Task + "UserId").Single());
    }

    [Theory]
    [InlineData("UTC", "UTC")]
    [InlineData("Asia/Shanghai", "America/New_York")]
    public void Tasks_start_at_every_occurrence(string planZone, string machineZone) => StartsAtAll(planZone, machineZone, (job, machine) =>
    {
        var triggers = XDocument.Parse(TaskXml.Write(job, machine)).Descendants(Task + "CalendarTrigger").ToList();
        Assert.InRange(triggers.Count, 1, 48);
        return wall => triggers.Exists(t => Starts(t, wall));
    });

    [Theory]
    [InlineData("UTC", "UTC")]
    [InlineData("Asia/Shanghai", "America/New_York")]
    public void Agents_start_at_every_occurrence(string planZone, string machineZone) => StartsAtAll(planZone, machineZone, (job, machine) =>
    {
        var times = Dictionary(Plist(PropertyList.Write(job, machine)))["StartCalendarInterval"].Elements("dict").Select(d => Dictionary(d).ToDictionary(v => v.Key, v => (int)v.Value)).ToList();
        Assert.InRange(times.Count, 1, 4000);
        return wall => times.Exists(t => (!t.TryGetValue("Minute", out var m) || m == wall.Minute) && (!t.TryGetValue("Hour", out var h) || h == wall.Hour)
            && (!t.TryGetValue("Month", out var month) || month == wall.Month) && (!t.TryGetValue("Day", out var day) || day == wall.Day) && (!t.TryGetValue("Weekday", out var weekday) || weekday == (int)wall.DayOfWeek));
    });

    [Fact]
    public void An_agent_holds_program_environment_log_and_note()
    {
        var job = Jobs.Make(workspace: "/srv/a--b & <c>", plan: "über");
        var text = PropertyList.Write(job, Jobs.Machine("Asia/Shanghai", PlatformID.MacOSX));
        var values = Dictionary(Plist(text));
        Assert.Equal(job.Id, values["Label"].Value);
        Assert.Equal([job.Program, .. job.Arguments], values["ProgramArguments"].Elements("string").Select(e => e.Value));
        Assert.Equal("/home/ops", Dictionary(values["EnvironmentVariables"])["HOME"].Value);
        Assert.Equal("/srv/a--b & <c>/logs/über.log", values["StandardErrorPath"].Value);
        Assert.Equal(5, values["StartCalendarInterval"].Elements("dict").Count());
        Assert.DoesNotContain("UserName", values.Keys);
        Assert.Equal("ops", Dictionary(Plist(PropertyList.Write(job, Jobs.Machine(platform: PlatformID.MacOSX) with { System = true })))["UserName"].Value);
        Assert.Equal(job.Note, PropertyList.ReadNote(text));
    }

    [Fact]
    public async Task Both_tell_their_schedulers_what_to_do()
    {
        using var folder = new TempFolder();
        var programs = new FakePrograms { Answer = (program, arguments, _) => new(0, program == "id" ? "501\n" : arguments.Contains("CSV") ? "\"\\Other\\x\",\"a\"\r\n\"\\DataSync\\datasync-daily\",\"N/A\",\"Ready\"\r\n" : arguments.Contains("/XML") ? TaskXml.Write(Jobs.Make(), Jobs.Machine()) : "", "") };
        var job = Jobs.Make(workspace: folder.Path);
        var mac = Jobs.Machine(platform: PlatformID.MacOSX) with { Programs = programs, Home = folder.Path };
        await new LaunchdScheduler().RegisterAsync(job, mac, default);
        var path = folder[Path.Combine("Library", "LaunchAgents", $"{job.Id}.plist")];
        Assert.Equal(["id -u", $"launchctl bootout gui/501/{job.Id}", $"launchctl bootstrap gui/501 {path}"], programs.Calls);
        Assert.Equal(job.Note, Assert.Single(await new LaunchdScheduler().ListAsync(mac, default)).Note);
        await new LaunchdScheduler().UnregisterAsync(job.Note, mac, default);
        Assert.False(File.Exists(path));
        programs.Calls.Clear();
        var windows = Jobs.Machine(platform: PlatformID.Win32NT) with { Programs = programs };
        await new WindowsTaskScheduler().RegisterAsync(job, windows, default);
        Assert.Matches($@"^schtasks /Create /TN \\DataSync\\{job.Id} /XML \S+\.xml /F$", Assert.Single(programs.Calls));
        Assert.Equal("daily", Assert.Single(await new WindowsTaskScheduler().ListAsync(windows, default)).Note.Plan);
    }

    private static void StartsAtAll(string planZone, string machineZone, Func<JobDefinition, Machine, Func<DateTime, bool>> read)
    {
        foreach (var schedule in CronSamples.Expressions)
        {
            var machine = Jobs.Machine(machineZone);
            var job = Jobs.Make(schedule, planZone);
            var starts = read(job, machine);
            foreach (var at in job.Clock.After(Jobs.Now).TakeWhile(t => t < Jobs.Now.AddYears(9)).Take(50))
                Assert.True(starts(TimeZoneInfo.ConvertTime(at, machine.TimeZone).DateTime), $"'{schedule}' in {planZone} on a machine in {machineZone}: nothing at {at:u}");
        }
    }

    private static bool Starts(XElement trigger, DateTime wall)
    {
        var first = DateTime.Parse((string)trigger.Element(Task + "StartBoundary")!, CultureInfo.InvariantCulture).TimeOfDay;
        var repeated = trigger.Element(Task + "Repetition");
        var step = repeated is null ? 1440 : XmlConvert.ToTimeSpan((string)repeated.Element(Task + "Interval")!).TotalMinutes;
        var length = repeated is null ? 1 : XmlConvert.ToTimeSpan((string)repeated.Element(Task + "Duration")!).TotalMinutes;
        var since = (wall.TimeOfDay - first).TotalMinutes;
        if (since < 0 || since >= length || since % step != 0) return false;
        var english = CultureInfo.InvariantCulture;
        return trigger.Elements().Last() switch
        {
            { Name.LocalName: "ScheduleByDay" } => true,
            { Name.LocalName: "ScheduleByWeek" } week => week.Element(Task + "DaysOfWeek")!.Elements().Any(d => d.Name.LocalName == wall.DayOfWeek.ToString()),
            var month => month.Element(Task + "DaysOfMonth")!.Elements().Any(d => (int)d == wall.Day) && month.Element(Task + "Months")!.Elements().Any(m => m.Name.LocalName == wall.ToString("MMMM", english)),
        };
    }

    private static XElement Plist(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader).Root!.Element("dict")!;
    }

    private static Dictionary<string, XElement> Dictionary(XElement dict) => dict.Elements("key").ToDictionary(k => k.Value, k => k.ElementsAfterSelf().First());
}
