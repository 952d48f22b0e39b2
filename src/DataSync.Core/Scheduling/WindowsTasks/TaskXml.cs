using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace DataSync.Scheduling.WindowsTasks;

/// <summary>
/// A task as Task Scheduler reads it. Its triggers know no time zones and ask for less than cron does (no month with a day of the week, at most 48 triggers), so that they hold every
/// occurrence and some more, and the plan's own clock decides.
/// </summary>
internal static class TaskXml
{
    private const int MostTriggers = 48, MostTimes = 12;
    private const string LocalSystem = "S-1-5-18";
    private static readonly XNamespace Ns = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    public static string Write(JobDefinition job, Machine machine)
    {
        var now = machine.Time.GetUtcNow();
        var today = TimeZoneInfo.ConvertTime(now, machine.TimeZone).Date;
        var patterns = LocalWakes.Of(job.Clock, machine.TimeZone, now);
        var triggers = patterns.SelectMany(p => Triggers(p, today, job.RandomDelay)).ToList();
        if (triggers.Count > MostTriggers)
            triggers = [Trigger(WallPattern.All, today, [.. patterns.SelectMany(Times).Distinct().Order()], job.RandomDelay)];
        return new XDocument(new XElement(Ns + "Task", new XAttribute("version", "1.2"),
            Element("RegistrationInfo", Element("Description", job.Description), Element("URI", WindowsTaskScheduler.PathOf(job.Note))),
            Element("Triggers", [.. triggers]),
            Element("Principals", new XElement(Ns + "Principal", new XAttribute("id", "Author"), machine.System
                ? [Element("UserId", LocalSystem), Element("RunLevel", "LeastPrivilege")]
                // without a password, and whether or not the user is logged in
                : (XElement[])[Element("UserId", machine.User), Element("LogonType", "S4U"), Element("RunLevel", "LeastPrivilege")])),
            Element("Settings",
                Element("MultipleInstancesPolicy", "IgnoreNew"), Element("DisallowStartIfOnBatteries", "false"), Element("StopIfGoingOnBatteries", "false"), Element("AllowHardTerminate", "true"),
                Element("StartWhenAvailable", "true"), Element("RunOnlyIfNetworkAvailable", "false"), Element("Enabled", "true"), Element("Hidden", "false"), Element("ExecutionTimeLimit", "PT0S"), Element("Priority", "7")),
            Element("Data", job.Note.ToText()),
            new XElement(Ns + "Actions", new XAttribute("Context", "Author"), Element("Exec",
                Element("Command", job.Program), Element("Arguments", string.Join(' ', job.Arguments.Select(Quoted))), Element("WorkingDirectory", job.Note.Workspace))))).ToString() + "\n";
    }

    /// <summary>The note of a task; null for one that is not ours.</summary>
    public static JobNote? ReadNote(string xml)
    {
        try
        {
            return XDocument.Parse(xml).Root?.Element(Ns + "Data")?.Value is { } text ? JobNote.Read(text) : null;
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static IEnumerable<XElement> Triggers(WallPattern pattern, DateTime today, TimeSpan delay)
    {
        var times = Times(pattern).ToList();
        return times.Count <= MostTimes && !IsEven(times) ? times.Select(t => Trigger(pattern, today, [t], delay)) : [Trigger(pattern, today, times, delay)];
    }

    private static bool IsEven(List<int> times) => times.Count > 2 && times.Zip(times.Skip(1), (a, b) => b - a).Distinct().Count() == 1;

    /// <summary>Minutes of the day, ascending.</summary>
    private static IEnumerable<int> Times(WallPattern pattern) => pattern.Hours.SelectMany(h => pattern.Minutes.Select(m => h * 60 + m));

    /// <summary>One trigger: at the first time, and repeated in steps that meet all others.</summary>
    private static XElement Trigger(WallPattern pattern, DateTime today, IReadOnlyList<int> times, TimeSpan delay)
    {
        var step = times.Zip(times.Skip(1), (a, b) => b - a).Aggregate(0, Divisor);
        return Element("CalendarTrigger",
            [.. times.Count > 1 ? [Element("Repetition", Element("Interval", $"PT{step}M"), Element("Duration", $"PT{times[^1] - times[0] + 1}M"), Element("StopAtDurationEnd", "false"))] : (XElement[])[],
            Element("StartBoundary", today.AddMinutes(times[0]).ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture)),
            Element("Enabled", "true"),
            .. delay > TimeSpan.Zero ? [Element("RandomDelay", XmlConvert.ToString(delay))] : (XElement[])[],
            Days(pattern)]);
    }

    private static XElement Days(WallPattern pattern)
    {
        var culture = CultureInfo.InvariantCulture.DateTimeFormat;
        if (!pattern.EveryWeekday)
            return Element("ScheduleByWeek", Element("WeeksInterval", "1"), Element("DaysOfWeek", [.. pattern.Weekdays.Select(d => new XElement(Ns + culture.DayNames[d]))]));
        if (pattern.EveryDay && pattern.EveryMonth) return Element("ScheduleByDay", Element("DaysInterval", "1"));
        return Element("ScheduleByMonth",
            Element("DaysOfMonth", [.. pattern.Days.Select(d => Element("Day", d.ToString(CultureInfo.InvariantCulture)))]),
            Element("Months", [.. pattern.Months.Select(m => new XElement(Ns + culture.MonthNames[m - 1]))]));
    }

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);

    /// <summary>An argument as Windows programs split their command line.</summary>
    private static string Quoted(string text)
    {
        if (text.Length > 0 && !text.Any(c => char.IsWhiteSpace(c) || c == '"')) return text;
        var quoted = new System.Text.StringBuilder("\"");
        var slashes = 0;
        foreach (var c in text)
        {
            if (c == '"') quoted.Append('\\', slashes + 1);
            slashes = c == '\\' ? slashes + 1 : 0;
            quoted.Append(c);
        }
        return quoted.Append('\\', slashes).Append('"').ToString();
    }

    private static XElement Element(string name, string text) => new(Ns + name, text);

    private static XElement Element(string name, params XElement[] children) => new(Ns + name, children);
}
