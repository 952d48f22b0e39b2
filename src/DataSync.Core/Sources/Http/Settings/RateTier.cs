namespace DataSync.Sources.Http.Settings;

/// <summary>The rate windows of accounts of so many points or more.</summary>
internal sealed record RateTier
{
    /// <summary>The least points of the tier.</summary>
    public required int Points { get; set; }
    /// <summary>Its rate windows.</summary>
    public required IReadOnlyList<RateWindow> Limits { get; set; }
}
