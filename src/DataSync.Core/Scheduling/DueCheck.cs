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
}
