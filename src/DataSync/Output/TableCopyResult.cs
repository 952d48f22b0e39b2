namespace DataSync;

/// <summary>A table that was copied.</summary>
public sealed record TableCopyResult
{
    /// <summary>The table read.</summary>
    public string Table { get; init; } = "";
    /// <summary>The store it was read from.</summary>
    public string Store { get; init; } = "";
    /// <summary>The store it was written to.</summary>
    public string Destination { get; init; } = "";
    /// <summary>The table written.</summary>
    public string DestinationTable { get; init; } = "";
    /// <summary>Rows copied.</summary>
    public long Rows { get; init; }
    /// <summary>Slices that count as done there now.</summary>
    public int Slices { get; init; }
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
