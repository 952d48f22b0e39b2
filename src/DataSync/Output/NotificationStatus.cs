namespace DataSync;

/// <summary>What came of a trial message.</summary>
public sealed record NotificationStatus
{
    /// <summary>The notification's name.</summary>
    public string Notification { get; init; } = "";
    /// <summary>Its kind.</summary>
    public string Kind { get; init; } = "";
    /// <summary>True where the message was taken.</summary>
    public bool Arrived { get; init; }
    /// <summary>Why it was not, and the fix; null where all is well.</summary>
    public string? Message { get; init; }
}
