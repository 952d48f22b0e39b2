namespace DataSync.Scheduling;

/// <summary>
/// A cron expression in a time zone. When the clocks are set, it does as Vixie cron: an expression of fixed times runs once at the change for the times that the change leaves out, and
/// once, the first time, for those that come twice; an interval (<see cref="CronExpression.IsInterval"/>) follows the clock as it goes.
/// </summary>
/// <param name="expression">When.</param>
/// <param name="zone">By which clocks.</param>
/// <param name="days">The days on which it holds, read when first asked for; null: all.</param>
public sealed class CronClock(CronExpression expression, TimeZoneInfo zone, Lazy<TradingDays>? days = null)
{
    /// <summary>Days in a row that may be closed before the schedule counts as never holding.</summary>
    private const int MaxClosed = 4000;

    /// <summary>When.</summary>
    public CronExpression Expression { get; } = expression;
    /// <summary>By which clocks.</summary>
    public TimeZoneInfo Zone { get; } = zone;

    /// <summary>The days on which it holds; null: all.</summary>
    public TradingDays? Days => days?.Value;

    /// <summary>The same schedule on all days: what a scheduler is told, as the job asks the plan's own clock.</summary>
    public CronClock OnAllDays() => new(Expression, Zone);

    /// <summary>The first occurrence after a moment, in the zone's time; null where there is none for centuries.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        for (var closed = 0; ; closed++)
        {
            if (NextOnAnyDay(after) is not { } at) return null;
            if (days is null || days.Value.IsOpen(DateOnly.FromDateTime(at.DateTime))) return at;
            if (closed == MaxClosed) return null;
            // to the end of the day, less what a change of the clocks may take from it
            var rest = at.Date.AddDays(1) - at.DateTime - TimeSpan.FromHours(2);
            after = rest > TimeSpan.Zero ? at + rest : at;
        }
    }

    private DateTimeOffset? NextOnAnyDay(DateTimeOffset after)
    {
        // whole seconds are all that occurrences know
        var cursor = new DateTime(after.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc).AddSeconds(1);
        // the look begins before the moment: after a change backward, the times until the one before the change have been
        var known = cursor.AddHours(-26);
        var offset = Zone.GetUtcOffset(known);
        var from = ZoneChange.Wall(cursor, offset);
        while (true)
        {
            if (Expression.NextWall(from) is not { } wall) return null;
            var at = DateTime.SpecifyKind(wall - offset, DateTimeKind.Utc);
            if (ZoneChange.Next(Zone, known, at) is not { } change) return At(at, offset);
            var forward = change.After > change.Before;
            if (forward && !Expression.IsInterval && change.At >= cursor && Expression.NextWall(change.WallBefore) < change.WallAfter) return At(change.At, change.After);
            (known, offset) = (change.At, change.After);
            from = forward || Expression.IsInterval ? change.WallAfter : change.WallBefore;
            if (change.At < cursor) from = Later(from, ZoneChange.Wall(cursor, offset));
        }
    }

    /// <summary>The occurrences after a moment, in the zone's time.</summary>
    public IEnumerable<DateTimeOffset> After(DateTimeOffset moment)
    {
        for (var next = Next(moment); next is { } at; next = Next(at)) yield return at;
    }

    private static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTimeOffset At(DateTime utc, TimeSpan offset) => new DateTimeOffset(utc).ToOffset(offset);
}
