namespace DataSync;

/// <summary>What a vendor answered to a test.</summary>
public sealed record SourceStatus
{
    /// <summary>The source's name.</summary>
    public string Source { get; init; } = "";
    /// <summary>True where the address answers.</summary>
    public bool Reachable { get; init; }
    /// <summary>True where the token is good; null where that could not be told.</summary>
    public bool? Authorized { get; init; }
    /// <summary>The rate windows in force.</summary>
    public IReadOnlyList<RateWindow> Limits { get; init; } = [];
    /// <summary>How long the answer took.</summary>
    public double Milliseconds { get; init; }
    /// <summary>What is wrong and the fix; null where all is well.</summary>
    public string? Message { get; init; }
}
