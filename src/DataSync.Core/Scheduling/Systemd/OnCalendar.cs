using System.Globalization;

namespace DataSync.Scheduling.Systemd;

/// <summary>
/// A cron expression as systemd's calendar lines. systemd asks for both days of a line, so that "either day" takes two lines; it knows the zone, but leaves out times that do not exist
/// and starts a time that comes twice once, so that what a plan's clock says otherwise is added in UTC.
/// </summary>
internal static class OnCalendar
{
    private static readonly string[] Weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static IReadOnlyList<string> Lines(CronClock clock, DateTimeOffset now)
    {
        var expression = clock.Expression;
        var zone = clock.Zone.Id;
        var lines = WallPattern.Of(expression).Select(p => Line(
            p.EveryWeekday ? "" : List(Monday(p.Weekdays), d => Weekdays[d % 7]), p.EveryMonth ? "*" : List(p.Months, Two), p.EveryDay ? "*" : List(p.Days, Two),
            p.EveryHour ? "*" : List(p.Hours, Two), p.EveryMinute ? "*" : List(p.Minutes, Two), expression.Seconds.Count == 60 ? "*" : List(expression.Seconds, Two), zone));
        var extra = LocalWakes.Changes(clock.Zone, now).SelectMany(change => Missed(clock, change))
            .GroupBy(at => (at.Month, at.DayOfWeek, at.Hour, at.Second))
            .Select(g => Line(Weekdays[(int)g.Key.DayOfWeek], Two(g.Key.Month), "*", Two(g.Key.Hour), List([.. g.Select(at => at.Minute).Distinct().Order()], Two), Two(g.Key.Second), "UTC"));
        return [.. lines.Concat(extra).Distinct()];
    }

    /// <summary>The occurrences at a change of the clocks that systemd would leave out, UTC.</summary>
    private static IEnumerable<DateTime> Missed(CronClock clock, ZoneChange change)
    {
        if (LocalWakes.IsOccurrence(clock, change)) return [change.At];
        return change.After < change.Before && clock.Expression.IsInterval
            ? clock.After(change.At.AddSeconds(-1)).TakeWhile(at => at.UtcDateTime < change.At + (change.Before - change.After)).Select(at => at.UtcDateTime)
            : [];
    }

    private static string Line(string weekdays, string months, string days, string hours, string minutes, string seconds, string zone) =>
        $"{weekdays} *-{months}-{days} {hours}:{minutes}:{seconds} {zone}".TrimStart();

    /// <summary>The week as systemd counts it, from Monday.</summary>
    private static int[] Monday(IReadOnlyList<int> days) => [.. days.Select(d => d == 0 ? 7 : d).Order()];

    private static string Two(int value) => value.ToString("00", CultureInfo.InvariantCulture);

    /// <summary>Values with runs as ranges: <c>1..5,7</c>.</summary>
    private static string List(IReadOnlyList<int> values, Func<int, string> text)
    {
        var parts = new List<string>();
        for (var i = 0; i < values.Count;)
        {
            var end = i;
            while (end + 1 < values.Count && values[end + 1] == values[end] + 1) end++;
            parts.Add(end - i >= 2 ? $"{text(values[i])}..{text(values[end])}" : string.Join(',', values.Skip(i).Take(end - i + 1).Select(text)));
            i = end + 1;
        }
        return string.Join(',', parts);
    }
}
