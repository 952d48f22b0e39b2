namespace DataSync;

/// <summary>A table in a store, as Get-DsStore -Detail lists it.</summary>
public sealed record TableDetail
{
    /// <summary>The store.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";
    /// <summary>Rows, as far as the store knows without counting; null where it does not.</summary>
    public long? Rows { get; init; }
    /// <summary>Bytes it takes; null where unknown.</summary>
    public long? Bytes { get; init; }
    /// <summary>Slices that are done.</summary>
    public long Slices { get; init; }
    /// <summary>The latest date among its slices; null where they have none.</summary>
    public DateOnly? NewestSlice { get; init; }
    /// <summary>The newest version of its dataset's columns that a slice was written with.</summary>
    public int SchemaVersion { get; init; }
    /// <summary>When rows were committed last, UTC; null for never.</summary>
    public DateTime? LastCommit { get; init; }
    /// <summary>How it is written.</summary>
    public WriteMode Mode { get; init; }
    /// <summary>The columns that identify a row.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>How it is partitioned; null for not.</summary>
    public string? PartitionBy { get; init; }
    /// <summary>Its columns.</summary>
    public IReadOnlyList<Column> Columns { get; init; } = [];
}
