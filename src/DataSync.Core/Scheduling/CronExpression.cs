using NCrontab;

namespace DataSync.Scheduling;

/// <summary>
/// When to run, with Vixie cron's meaning: minute, hour, day of month, month, day of week, before them a second if there are six fields. Where both day fields are
/// restricted (do not begin with <c>*</c>), either matches. 7 is Sunday, months and days of the week have names, <c>@daily</c> and the like are known.
/// </summary>
public sealed class CronExpression
{
    internal const string Help = "Write minute, hour, day of month, month and day of week, such as '0 18 * * 1-5' (18:00 on weekdays), or @hourly, @daily, @weekly, @monthly, @yearly.";

    // the calendar repeats after 400 years: what does not come until then never comes
    private const int Centuries = 400;

    private static readonly Dictionary<string, string> Nicknames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly bool[] _days, _weekdays;

    private CronExpression(string text, string[] fields)
    {
        Text = text;
        HasSeconds = fields.Length == 6;
        Fields = HasSeconds ? fields[1..] : fields;
        Seconds = HasSeconds ? CronField.Parse(text, CrontabFieldKind.Second, fields[0]) : [0];
        Minutes = CronField.Parse(text, CrontabFieldKind.Minute, Fields[0]);
        Hours = CronField.Parse(text, CrontabFieldKind.Hour, Fields[1]);
        Days = CronField.Parse(text, CrontabFieldKind.Day, Fields[2]);
        Months = CronField.Parse(text, CrontabFieldKind.Month, Fields[3]);
        Weekdays = CronField.Parse(text, CrontabFieldKind.DayOfWeek, Fields[4]);
        _days = Table(32, Days);
        _weekdays = Table(7, Weekdays);
    }

    /// <summary>The expression as written.</summary>
    public string Text { get; }
    /// <summary>True where it has six fields, the first of which is the second.</summary>
    public bool HasSeconds { get; }
    /// <summary>Seconds; just 0 where there are five fields.</summary>
    public IReadOnlyList<int> Seconds { get; }
    /// <summary>Minutes.</summary>
    public IReadOnlyList<int> Minutes { get; }
    /// <summary>Hours.</summary>
    public IReadOnlyList<int> Hours { get; }
    /// <summary>Days of the month.</summary>
    public IReadOnlyList<int> Days { get; }
    /// <summary>Months.</summary>
    public IReadOnlyList<int> Months { get; }
    /// <summary>Days of the week; Sunday is 0.</summary>
    public IReadOnlyList<int> Weekdays { get; }
    /// <summary>True where a day matches if either day field does; false where both must. Vixie cron looks at the first character: <c>*/2</c> counts as a star.</summary>
    public bool EitherDay => Fields[2][0] != '*' && Fields[4][0] != '*';
    /// <summary>True where minute or hour begin with <c>*</c>: such an expression follows the clock through its changes; another one names fixed times, each of which comes once a day.</summary>
    public bool IsInterval => Fields[0][0] == '*' || Fields[1][0] == '*';
    /// <summary>The five fields as written.</summary>
    internal IReadOnlyList<string> Fields { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="DataSyncException"><c>ScheduleInvalid</c>: names the field that is wrong.</exception>
    public static CronExpression Parse(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith('@'))
        {
            return Nicknames.TryGetValue(trimmed, out var meaning)
                ? new(trimmed, meaning.Split(' '))
                : throw new DataSyncException("ScheduleInvalid", $"Schedule '{text}': there is no '{trimmed}'.", Help);
        }
        var fields = trimmed.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6)) throw new DataSyncException("ScheduleInvalid", $"Schedule '{text}' has {fields.Length} fields; five are needed, or six with seconds first.", Help);
        var expression = new CronExpression(trimmed, fields);
        return expression.NextWall(new DateTime(2000, 1, 1)) is not null
            ? expression
            : throw new DataSyncException("ScheduleInvalid", $"Schedule '{text}': fields day of month and month: no month of these has such a day.", Help);
    }

    /// <summary>True where a day matches.</summary>
    public bool IsOn(DateOnly day)
    {
        var (inMonth, inWeek) = (_days[day.Day], _weekdays[(int)day.DayOfWeek]);
        return Months.Contains(day.Month) && (EitherDay ? inMonth || inWeek : inMonth && inWeek);
    }

    /// <summary>The first time of a wall clock that matches, at <paramref name="from"/> or after it; null where there is none for centuries.</summary>
    public DateTime? NextWall(DateTime from)
    {
        if (from.Ticks % TimeSpan.TicksPerSecond != 0) from = new DateTime(from.Ticks - from.Ticks % TimeSpan.TicksPerSecond + TimeSpan.TicksPerSecond);
        var time = FirstTime(TimeOnly.FromDateTime(from));
        for (var day = DateOnly.FromDateTime(from); day.Year <= from.Year + Centuries; day = day.AddDays(1), time = FirstTime(TimeOnly.MinValue))
        {
            if (!Months.Contains(day.Month))
            {
                day = new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
                continue;
            }
            if (time is { } found && IsOn(day)) return day.ToDateTime(found);
        }
        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private TimeOnly? FirstTime(TimeOnly from)
    {
        foreach (var hour in Hours)
        {
            if (hour < from.Hour) continue;
            foreach (var minute in Minutes)
            {
                if (hour == from.Hour && minute < from.Minute) continue;
                foreach (var second in Seconds)
                    if (hour > from.Hour || minute > from.Minute || second >= from.Second) return new TimeOnly(hour, minute, second);
            }
        }
        return null;
    }

    private static bool[] Table(int size, IReadOnlyList<int> values)
    {
        var table = new bool[size];
        foreach (var value in values) table[value] = true;
        return table;
    }
}
