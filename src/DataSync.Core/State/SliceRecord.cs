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
    /// <summary>Why it failed, or is short.</summary>
    public string? Reason { get; init; }
    /// <summary>True where <see cref="FailedAt"/> is the first time that it had fewer rows than are expected.</summary>
    public bool IsShort { get; init; }
    /// <summary>When rows of it were fetched first, UTC; null where that is not known.</summary>
    public DateTime? FirstAt { get; init; }
    /// <summary>When an answer differed from the one before, UTC; null where that is not known.</summary>
    public DateTime? ChangedAt { get; init; }
    /// <summary>When its rows last differed from those before, or came first, UTC, as far as that is known.</summary>
    public DateTime? LastChanged => ChangedAt ?? FirstAt ?? At;
}
