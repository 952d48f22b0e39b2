namespace DataSync.Sources.Http.Settings;

/// <summary>How failed requests are repeated.</summary>
internal sealed record RetrySettings
{
    /// <summary>Most tries of one request that fails transiently, the first included.</summary>
    public int Attempts { get; set; } = 5;
    /// <summary>The wait before the second try; it doubles each time, with jitter.</summary>
    public TimeSpan BaseDelay { get; set; } = TimeSpan.FromSeconds(1);
    /// <summary>The longest wait between tries.</summary>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);
    /// <summary>Most refusals for being too fast that one request waits for.</summary>
    public int RateLimitWaits { get; set; } = 10;
    /// <summary>A rate window that opens later than this is not waited for: the quota counts as used up.</summary>
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromMinutes(10);
}
