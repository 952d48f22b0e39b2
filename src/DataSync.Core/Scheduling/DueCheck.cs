namespace DataSync.Scheduling;

/// <summary>Whether a plan is to run now, by its own clock.</summary>
public static class DueCheck
{
    /// <summary>How late a start may be where missed occurrences are skipped: schedulers wake late, after a reboot or by a random delay.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>The occurrence that is due; null where none is.</summary>
    /// <param name="clock">The plan's clock.</param>
    /// <param name="misfire">What to do with occurrences that were missed.</param>
    /// <param name="since">When the plan ran last, or since when it is there.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Find(CronClock clock, Misfire misfire, DateTimeOffset since, DateTimeOffset now)
    {
        var from = misfire == Misfire.Skip && now - Grace > since ? now - Grace : since;
        return clock.Next(from) is { } at && at <= now ? at : null;
    }

    /// <summary>The occurrences that no run has made up for, where each is to have one of its own (<see cref="Misfire.RunAll"/>).</summary>
    /// <param name="clock">The plan's clock.</param>
    /// <param name="runs">The plan's runs, the newest first.</param>
    /// <param name="written">When the plan was written: from when on one that never ran is due.</param>
    /// <param name="now">Now.</param>
    public static IReadOnlyList<DateTimeOffset> FindAll(CronClock clock, IReadOnlyList<Run> runs, DateTimeOffset written, DateTimeOffset now)
    {
        var met = runs.Where(r => r.Occurrence is not null).ToLookup(r => r.Occurrence!.Value, r => r.Status);
        var done = met.Where(o => o.Contains(RunStatus.Done)).Select(o => o.Key).ToHashSet();
        DateTimeOffset since = met.Where(o => !done.Contains(o.Key)).Select(o => o.Key.AddSeconds(-1)).DefaultIfEmpty(done.DefaultIfEmpty(DateTimeOffset.MaxValue).Max()).Min();
        if (since == DateTimeOffset.MaxValue) since = runs.Count > 0 ? runs[0].Started : written;
        return [.. clock.After(since).TakeWhile(at => at <= now).Where(at => !done.Contains(at))];
    }
}
