namespace DataSync.State;

/// <summary>What the index knows of a slice of a target: its marker's values, and its failure since.</summary>
public sealed record SliceRecord
{
    /// <summary>When the committed rows were fetched, UTC; null: nothing is committed.</summary>
    public DateTime? At { get; init; }
    /// <summary>The slice's date.</summary>
    public DateOnly? Date { get; init; }
    /// <summary>Rows the vendor sent.</summary>
    public long Rows { get; init; }
    /// <summary>Bytes received.</summary>
    public long Bytes { get; init; }
    /// <summary>Hash of the rows.</summary>
    public string? Hash { get; init; }
    /// <summary>The dataset's schema version at the commit.</summary>
    public int SchemaVersion { get; init; }
    /// <summary>When it failed after that, UTC; null where it did not.</summary>
    public DateTime? FailedAt { get; init; }
    /// <summary>Why it failed.</summary>
    public string? Reason { get; init; }
}
