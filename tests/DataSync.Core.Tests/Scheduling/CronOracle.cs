using NodaTime;

namespace DataSync.Tests.Scheduling;

/// <summary>
/// What Vixie cron's manual says, tried minute by minute with a reader of its own and NodaTime's zones: shares nothing with the code under test.
/// </summary>
internal static class CronOracle
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>The next occurrences of five fields after a moment.</summary>
    public static List<DateTimeOffset> Next(string expression, string zoneId, DateTimeOffset after, int count, int years = 60)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var fields = expression.ToLowerInvariant().Split(' ');
        var start = Instant.FromDateTimeOffset(after);
        var found = new List<Instant>();
        var interval = fields[0].StartsWith('*') || fields[1].StartsWith('*');
        var minutes = Enumerable.Range(0, 1440).Where(m => Matches(fields[0], m % 60, 0, 59, []) && Matches(fields[1], m / 60, 0, 23, [])).ToList();
        var first = start.InZone(zone).Date.PlusDays(-1);
        for (var day = first; day < first.PlusYears(years); day = day.PlusDays(1))
        {
            if (!IsOn(fields, day)) continue;
            foreach (var minute in minutes)
            {
                var wall = day.At(new LocalTime(minute / 60, minute % 60));
                var map = zone.MapLocal(wall);
                if (map.Count == 1) found.Add(map.Single().ToInstant());
                else if (interval) found.AddRange(map.Count == 2 ? [map.First().ToInstant(), map.Last().ToInstant()] : []);
                else found.Add(map.Count == 2 ? map.First().ToInstant() : map.LateInterval.Start);
            }
            // a change shorter than a day moves nothing past the next day's end
            if (found.Count(i => i > start) > count + 1440) break;
        }
        return [.. found.Where(i => i > start).Distinct().Order().Take(count).Select(i => i.ToDateTimeOffset())];
    }

    /// <summary>True where five fields match a time of the wall clock.</summary>
    public static bool Matches(string expression, DateTime wall)
    {
        var fields = expression.Split(' ');
        return Matches(fields[0], wall.Minute, 0, 59, []) && Matches(fields[1], wall.Hour, 0, 23, []) && IsOn(fields, LocalDate.FromDateTime(wall));
    }

    private static bool IsOn(string[] fields, LocalDate day)
    {
        var weekday = (int)day.DayOfWeek % 7;
        var inMonth = Matches(fields[2], day.Day, 1, 31, []);
        var inWeek = Matches(fields[4], weekday, 0, 7, Weekdays) || (weekday == 0 && Matches(fields[4], 7, 0, 7, Weekdays));
        var star = fields[2][0] == '*' || fields[4][0] == '*';
        return Matches(fields[3], day.Month, 1, 12, Months) && (star ? inMonth && inWeek : inMonth || inWeek);
    }

    private static bool Matches(string field, int value, int least, int most, string[] names) => field.Split(',').Any(element =>
    {
        var (range, step) = element.Split('/') is [var r, var s] ? (r, int.Parse(s)) : (element, 1);
        var (from, to) = range == "*" ? (least, most) : range.Split('-') is [var a, var b] ? (Number(a), Number(b)) : (Number(range), Number(range));
        return value >= from && value <= to && (value - from) % step == 0;

        int Number(string text) => Array.IndexOf(names, text) is var index and >= 0 ? index + (names.Length == 12 ? 1 : 0) : int.Parse(text);
    });
}
