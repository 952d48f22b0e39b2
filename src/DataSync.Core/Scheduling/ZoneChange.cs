namespace DataSync.Scheduling;

/// <summary>A moment at which a zone's clocks are set.</summary>
/// <param name="At">The moment, UTC.</param>
/// <param name="Before">Offset from UTC before it.</param>
/// <param name="After">Offset from then on.</param>
internal readonly record struct ZoneChange(DateTime At, TimeSpan Before, TimeSpan After)
{
    /// <summary>What the clock would have shown, had it not been set.</summary>
    public DateTime WallBefore => Wall(At, Before);

    /// <summary>What it shows.</summary>
    public DateTime WallAfter => Wall(At, After);

    /// <summary>A moment as a wall clock of that offset shows it.</summary>
    public static DateTime Wall(DateTime utc, TimeSpan offset) => DateTime.SpecifyKind(utc + offset, DateTimeKind.Unspecified);

    /// <summary>The first change after a moment and up to another; null where there is none.</summary>
    public static ZoneChange? Next(TimeZoneInfo zone, DateTime after, DateTime until)
    {
        var before = zone.GetUtcOffset(after);
        for (var from = after; from < until;)
        {
            // two changes lie more than a day apart: the shortest summer time on record took weeks
            var to = until - from > TimeSpan.FromDays(1) ? from.AddDays(1) : until;
            if (zone.GetUtcOffset(to) != before) return Between(zone, from, to);
            from = to;
        }
        return null;
    }

    private static ZoneChange Between(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        var before = zone.GetUtcOffset(from);
        while (to - from > TimeSpan.FromSeconds(1))
        {
            var middle = new DateTime((from.Ticks + (to.Ticks - from.Ticks) / 2) / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc);
            if (middle <= from) break;
            if (zone.GetUtcOffset(middle) == before) from = middle;
            else to = middle;
        }
        return new(to, before, zone.GetUtcOffset(to));
    }
}
