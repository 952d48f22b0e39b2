namespace DataSync;

/// <summary>What Optimize-DsStore did to a table.</summary>
public sealed record OptimizationResult
{
    /// <summary>The store.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";
    /// <summary>Files before, or parts of a ClickHouse table; null for other servers.</summary>
    public long? FilesBefore { get; init; }
    /// <summary>Files after.</summary>
    public long? FilesAfter { get; init; }
    /// <summary>Bytes before; null where unknown.</summary>
    public long? BytesBefore { get; init; }
    /// <summary>Bytes after.</summary>
    public long? BytesAfter { get; init; }
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
