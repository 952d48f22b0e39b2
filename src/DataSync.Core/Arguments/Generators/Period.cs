using System.Text.Json.Serialization;

namespace DataSync.Arguments;

/// <summary>How long the periods of a calendar are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeriodStep>))]
public enum PeriodStep
{
    /// <summary>Days.</summary>
    Day,
    /// <summary>Weeks from Monday to Sunday.</summary>
    Week,
    /// <summary>Months.</summary>
    Month,
    /// <summary>Quarters of the year.</summary>
    Quarter,
    /// <summary>Years.</summary>
    Year,
}

/// <summary>Which day of a period stands for it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PeriodDay>))]
public enum PeriodDay
{
    /// <summary>The first.</summary>
    Start,
    /// <summary>The last.</summary>
    End,
}

/// <summary>
/// A period of the calendar. Periods lie at fixed places (a month begins at its first), whatever range is asked for: so the slices of a range that grows, at either end, stay what they are.
/// </summary>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day.</param>
internal readonly record struct Period(DateOnly Start, DateOnly End)
{
    /// <summary>The period that holds a day.</summary>
    public static Period Of(DateOnly day, PeriodStep step)
    {
        var start = step switch
        {
            PeriodStep.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            PeriodStep.Month => new DateOnly(day.Year, day.Month, 1),
            PeriodStep.Quarter => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
            PeriodStep.Year => new DateOnly(day.Year, 1, 1),
            _ => day,
        };
        return new(start, step switch
        {
            PeriodStep.Week => start.AddDays(6),
            PeriodStep.Month => start.AddMonths(1).AddDays(-1),
            PeriodStep.Quarter => start.AddMonths(3).AddDays(-1),
            PeriodStep.Year => start.AddYears(1).AddDays(-1),
            _ => start,
        });
    }

    /// <summary>The periods that share a day with a range, in order.</summary>
    public static IEnumerable<Period> Over(DateOnly from, DateOnly to, PeriodStep step)
    {
        for (var period = Of(from, step); period.Start <= to; period = Of(period.End.AddDays(1), step))
        {
            yield return period;
            if (period.End == DateOnly.MaxValue) yield break;
        }
    }

    /// <summary>The day that stands for it.</summary>
    public DateOnly Day(PeriodDay day) => day == PeriodDay.Start ? Start : End;
}
