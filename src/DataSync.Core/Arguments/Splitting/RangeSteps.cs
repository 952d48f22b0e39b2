namespace DataSync.Arguments.Splitting;

/// <summary>Values of a range as whole numbers: days, seconds, or the numbers themselves.</summary>
/// <param name="Number">A value's number; null where the value lies between two.</param>
/// <param name="Value">A number's value.</param>
internal sealed record RangeSteps(Func<object, long?> Number, Func<long, object> Value)
{
    /// <summary>The steps of a kind; null where it has no ranges to divide.</summary>
    public static RangeSteps? Of(DataKind kind) => kind switch
    {
        DataKind.Date => new(v => ((DateOnly)v).DayNumber, n => DateOnly.FromDayNumber((int)n)),
        DataKind.Timestamp => Seconds(DateTimeKind.Unspecified),
        DataKind.TimestampTz => Seconds(DateTimeKind.Utc),
        DataKind.Int64 => new(v => (long)v, n => n),
        _ => null,
    };

    // requests name whole seconds: a row between the end of one part and the start of the next would come with neither
    private static RangeSteps Seconds(DateTimeKind kind) =>
        new(v => ((DateTime)v).Ticks % TimeSpan.TicksPerSecond == 0 ? ((DateTime)v).Ticks / TimeSpan.TicksPerSecond : null, n => new DateTime(n * TimeSpan.TicksPerSecond, kind));
}
