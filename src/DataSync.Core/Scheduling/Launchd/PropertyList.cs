using System.Globalization;
using System.Xml.Linq;

namespace DataSync.Scheduling.Launchd;

/// <summary>A job as launchd reads it. Its calendar knows no time zones and no lists, so that each time is an entry of its own; where these were too many, the plan's own clock decides more.</summary>
internal static class PropertyList
{
    private const int MostTimes = 500;
    private const string Mark = " DataSync ";

    public static string Write(JobDefinition job, Machine machine)
    {
        var dictionary = new XElement("dict",
            Key("Label", new XElement("string", job.Id)),
            Key("ProgramArguments", new XElement("array", job.Arguments.Prepend(job.Program).Select(a => new XElement("string", a)))),
            Key("WorkingDirectory", new XElement("string", job.Note.Workspace)),
            Key("EnvironmentVariables", new XElement("dict", job.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Key(v.Key, new XElement("string", v.Value))))),
            machine.System ? Key("UserName", new XElement("string", machine.User)) : null,
            Key("StartCalendarInterval", new XElement("array", LocalWakes.Of(job.Clock, machine.TimeZone, machine.Time.GetUtcNow()).SelectMany(Times))),
            Key("StandardOutPath", new XElement("string", job.LogPath)),
            Key("StandardErrorPath", new XElement("string", job.LogPath)),
            Key("ProcessType", new XElement("string", "Background")));
        return $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <!--{Mark}{job.Note.ToText()} -->
            {new XElement("plist", new XAttribute("version", "1.0"), dictionary)}

            """;
    }

    /// <summary>The note of a property list; null for one that is not ours.</summary>
    public static JobNote? ReadNote(string text)
    {
        var start = text.IndexOf($"<!--{Mark}", StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(" -->", start, StringComparison.Ordinal);
        return end < 0 ? null : JobNote.Read(text[(start + 4 + Mark.Length)..end]);
    }

    private static IEnumerable<XElement> Times(WallPattern pattern)
    {
        // what is left out is every one of its kind; days in both fields would mean either of them
        var narrow = pattern.EveryWeekday ? pattern : pattern with { Days = WallPattern.All.Days };
        if (Count(narrow) > MostTimes) narrow = narrow with { Months = WallPattern.All.Months };
        if (Count(narrow) > MostTimes) narrow = narrow with { Days = WallPattern.All.Days };
        if (Count(narrow) > MostTimes) narrow = narrow with { Weekdays = WallPattern.All.Weekdays };
        if (Count(narrow) > MostTimes) narrow = narrow with { Hours = WallPattern.All.Hours };
        return from month in Values(narrow.Months, narrow.EveryMonth)
               from day in Values(narrow.Days, narrow.EveryDay)
               from weekday in Values(narrow.Weekdays, narrow.EveryWeekday)
               from hour in Values(narrow.Hours, narrow.EveryHour)
               from minute in Values(narrow.Minutes, narrow.EveryMinute)
               select new XElement("dict", Entry("Month", month), Entry("Day", day), Entry("Weekday", weekday), Entry("Hour", hour), Entry("Minute", minute));
    }

    private static int Count(WallPattern p) =>
        Values(p.Months, p.EveryMonth).Count * Values(p.Days, p.EveryDay).Count * Values(p.Weekdays, p.EveryWeekday).Count * Values(p.Hours, p.EveryHour).Count * Values(p.Minutes, p.EveryMinute).Count;

    private static IReadOnlyList<int?> Values(IReadOnlyList<int> values, bool all) => all ? [null] : [.. values.Select(v => (int?)v)];

    private static object[]? Entry(string name, int? value) => value is { } v ? Key(name, new XElement("integer", v.ToString(CultureInfo.InvariantCulture))) : null;

    private static object[] Key(string name, XElement value) => [new XElement("key", name), value];
}
