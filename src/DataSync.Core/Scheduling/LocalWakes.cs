namespace DataSync.Scheduling;

/// <summary>
/// When a scheduler without time zones has to start a job so that none of the plan's occurrences is missed: times of the machine's wall clock that hold every occurrence, and
/// others too. The job itself asks the plan's own clock whether to run (<see cref="DueCheck"/>), so that a start too many costs a moment and changes nothing.
/// </summary>
internal static class LocalWakes
{
    // what governments decide later than this, a machine will have been set up anew for
    private const int Years = 10;

    /// <summary>True where the machine's clock is the plan's.</summary>
    public static bool IsOwnZone(CronClock clock, TimeZoneInfo machine) => machine.Id == clock.Zone.Id || machine.HasSameRules(clock.Zone);

    /// <summary>The times to start at.</summary>
    public static IReadOnlyList<WallPattern> Of(CronClock clock, TimeZoneInfo machine, DateTimeOffset now)
    {
        var own = WallPattern.Of(clock.Expression);
        var patterns = new List<WallPattern>();
        var changes = Changes(clock.Zone, now).ToList();
        var machineChanges = IsOwnZone(clock, machine) ? [] : Changes(machine, now).ToList();
        foreach (var shift in changes.Concat(machineChanges).Select(c => c.At).Prepend(now.UtcDateTime).Select(at => machine.GetUtcOffset(at) - clock.Zone.GetUtcOffset(at)).Distinct())
            foreach (var pattern in own) patterns.AddRange(Shifted(pattern, shift, clock.Expression.EitherDay));
        // an hour that comes twice is told apart by no hour: a job that names its hour would be started in the first one alone
        foreach (var pattern in patterns.Where(p => machineChanges.Exists(c => ComesTwice(p, c))).ToList())
            patterns.Add(WallPattern.All with { Minutes = pattern.Minutes });
        // times that the plan's clocks leave out come at the change
        foreach (var change in changes.Where(c => IsOccurrence(clock, c)))
        {
            var wall = TimeZoneInfo.ConvertTimeFromUtc(change.At, machine);
            patterns.Add(WallPattern.All with { Minutes = [wall.Minute], Hours = [wall.Hour], Months = [wall.Month] });
        }
        var found = patterns.Distinct().ToList();
        return [.. found.Where(p => !found.Exists(other => !ReferenceEquals(p, other) && Holds(other, p)))];
    }

    /// <summary>The changes of a zone's clocks in the years to come.</summary>
    public static IEnumerable<ZoneChange> Changes(TimeZoneInfo zone, DateTimeOffset now)
    {
        var end = now.UtcDateTime.AddYears(Years);
        for (var change = ZoneChange.Next(zone, now.UtcDateTime, end); change is { } found; change = ZoneChange.Next(zone, found.At, end)) yield return found;
    }

    /// <summary>True where a change of the plan's clocks is itself an occurrence, as it leaves out a time of the plan's.</summary>
    public static bool IsOccurrence(CronClock clock, ZoneChange change) => change.After > change.Before && !clock.Expression.IsInterval && clock.Expression.NextWall(change.WallBefore) < change.WallAfter;

    private static bool ComesTwice(WallPattern pattern, ZoneChange change) => change.After < change.Before && pattern.Hours.Any(hour => pattern.Minutes.Any(minute =>
    {
        var wall = change.WallAfter.Date + new TimeSpan(hour, minute, 0);
        return wall >= change.WallAfter && wall < change.WallBefore;
    }));

    private static bool Holds(WallPattern all, WallPattern some) =>
        Contains(all.Minutes, some.Minutes) && Contains(all.Hours, some.Hours) && Contains(all.Days, some.Days) && Contains(all.Months, some.Months) && Contains(all.Weekdays, some.Weekdays);

    private static bool Contains(IReadOnlyList<int> all, IReadOnlyList<int> some) => some.All(all.Contains);

    /// <summary>A pattern as clocks of another zone show it. Where the day is another one, days of the month and months are left open: the plan's own clock knows them.</summary>
    private static IEnumerable<WallPattern> Shifted(WallPattern pattern, TimeSpan shift, bool eitherDay)
    {
        if (shift == TimeSpan.Zero) return [pattern];
        var minutes = (int)shift.TotalMinutes;
        return pattern.Hours.SelectMany(h => pattern.Minutes.Select(m => h * 60 + m + minutes))
            .Select(time => (Day: (int)Math.Floor(time / 1440.0), Time: ((time % 1440) + 1440) % 1440))
            .GroupBy(t => (t.Day, Hour: t.Time / 60))
            .Select(g => (g.Key.Day, g.Key.Hour, Minutes: string.Join(',', g.Select(t => t.Time % 60).Order())))
            .GroupBy(h => (h.Day, h.Minutes))
            .Select(g => (g.Key.Day == 0 ? pattern : Moved(pattern, g.Key.Day, eitherDay)) with { Minutes = [.. g.Key.Minutes.Split(',').Select(int.Parse)], Hours = [.. g.Select(h => h.Hour).Order()] });
    }

    private static WallPattern Moved(WallPattern pattern, int days, bool eitherDay) =>
        WallPattern.All with { Weekdays = eitherDay && !pattern.EveryDay ? WallPattern.All.Weekdays : [.. pattern.Weekdays.Select(d => ((d + days) % 7 + 7) % 7).Order()] };
}
