namespace DataSync.Scheduling;

/// <summary>Times of a wall clock: all that are in each of these sets. Each set is ascending; Sunday is 0.</summary>
public sealed record WallPattern(IReadOnlyList<int> Minutes, IReadOnlyList<int> Hours, IReadOnlyList<int> Days, IReadOnlyList<int> Months, IReadOnlyList<int> Weekdays)
{
    /// <summary>Every minute.</summary>
    public static WallPattern All { get; } = new(Range(0, 59), Range(0, 23), Range(1, 31), Range(1, 12), Range(0, 6));

    /// <summary>True where each day of the month is in it.</summary>
    public bool EveryDay => Days.Count == 31;
    /// <summary>True where each day of the week is in it.</summary>
    public bool EveryWeekday => Weekdays.Count == 7;
    /// <summary>True where each month is in it.</summary>
    public bool EveryMonth => Months.Count == 12;
    /// <summary>True where each hour is in it.</summary>
    public bool EveryHour => Hours.Count == 24;
    /// <summary>True where each minute is in it.</summary>
    public bool EveryMinute => Minutes.Count == 60;

    /// <summary>An expression without its seconds, in its own zone: two patterns where either of its day fields is enough.</summary>
    public static IReadOnlyList<WallPattern> Of(CronExpression expression)
    {
        var pattern = new WallPattern(expression.Minutes, expression.Hours, expression.Days, expression.Months, expression.Weekdays);
        return expression.EitherDay ? [pattern with { Weekdays = All.Weekdays }, pattern with { Days = All.Days }] : [pattern];
    }

    /// <inheritdoc/>
    public bool Equals(WallPattern? other) => other is not null && Sets.Zip(other.Sets).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override int GetHashCode() => Sets.SelectMany(s => s.Append(-1)).Aggregate(0, HashCode.Combine);

    private IReadOnlyList<int>[] Sets => [Minutes, Hours, Days, Months, Weekdays];

    private static int[] Range(int from, int to) => [.. Enumerable.Range(from, to - from + 1)];
}
