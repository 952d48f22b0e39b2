namespace DataSync.Sync.Readiness;

/// <summary>The days that have rows: those of a list, or Monday to Friday.</summary>
/// <param name="days">The days; null: Monday to Friday.</param>
public sealed class OpenDays(IReadOnlySet<DateOnly>? days)
{
    private readonly DateOnly _first = days is { Count: > 0 } ? days.Min() : DateOnly.MinValue, _last = days is { Count: > 0 } ? days.Max() : DateOnly.MaxValue;

    /// <summary>Monday to Friday.</summary>
    public static OpenDays Weekdays { get; } = new(null);

    /// <summary>False where a day has no rows. A day before or after those of the list is not known to have none.</summary>
    public bool IsOpen(DateOnly day) => days is null
        ? day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        : days.Count == 0 || day < _first || day > _last || days.Contains(day);

    /// <summary>The day that comes so many open days after another.</summary>
    public DateOnly After(DateOnly day, int count)
    {
        for (var left = count; left > 0; left -= IsOpen(day) ? 1 : 0) day = day.AddDays(1);
        return day;
    }
}
