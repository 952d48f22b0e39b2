namespace DataSync.Scheduling;

/// <summary>Whether a plan with a schedule has gone without success for too long.</summary>
public static class LateCheck
{
    /// <summary>How long after it was due a plan may be without success, where it does not say.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromHours(6);

    /// <summary>The occurrence since which the plan is late; null where it is not.</summary>
    /// <param name="clock">The plan's clock.</param>
    /// <param name="tolerance">How long after an occurrence success may take; null: <see cref="DefaultTolerance"/>.</param>
    /// <param name="success">When the last run that succeeded began; or since when the plan is there.</param>
    /// <param name="now">Now.</param>
    public static DateTimeOffset? Find(CronClock clock, TimeSpan? tolerance, DateTimeOffset success, DateTimeOffset now) =>
        clock.Next(success) is { } at && at + (tolerance ?? DefaultTolerance) < now ? at : null;
}
