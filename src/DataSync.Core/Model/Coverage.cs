using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>How a slice stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SliceState>))]
public enum SliceState
{
    /// <summary>Planned, never asked.</summary>
    Missing,
    /// <summary>Its rows are committed.</summary>
    Done,
    /// <summary>Answered without rows; asked again until it has settled.</summary>
    Empty,
    /// <summary>Dated after today, or not published yet: not asked; or answered with fewer rows than are expected: asked again.</summary>
    Pending,
    /// <summary>Done, but to be asked again: too old, in the refresh window, or of an older schema.</summary>
    Stale,
    /// <summary>Failed; asked again next run.</summary>
    Failed,
}

/// <summary>What a plan has and lacks.</summary>
public sealed record Coverage
{
    /// <summary>The plan's name.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The dataset's name.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table in the store.</summary>
    public string Table { get; init; } = "";
    /// <summary>Slices the generator named last.</summary>
    public long Planned { get; init; }
    /// <summary>Slices whose rows are committed.</summary>
    public long Done { get; init; }
    /// <summary>Slices answered without rows that have not settled.</summary>
    public long Empty { get; init; }
    /// <summary>Slices dated after today, not published yet, or short of what is expected.</summary>
    public long Pending { get; init; }
    /// <summary>Slices to be asked again.</summary>
    public long Stale { get; init; }
    /// <summary>Slices that failed.</summary>
    public long Failed { get; init; }
    /// <summary>Slices never asked.</summary>
    public long Missing { get; init; }
    /// <summary>Rows in the done slices.</summary>
    public long Rows { get; init; }
    /// <summary>When the generator named them, UTC; null: it never ran.</summary>
    public DateTime? PlannedAt { get; init; }
}

/// <summary>One slice of a plan's coverage.</summary>
public sealed record SliceCoverage
{
    /// <summary>The plan's name.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The slice's arguments, for people.</summary>
    public string Slice { get; init; } = "";
    /// <summary>How it stands.</summary>
    public SliceState State { get; init; }
    /// <summary>Rows committed.</summary>
    public long Rows { get; init; }
    /// <summary>Bytes received.</summary>
    public long Bytes { get; init; }
    /// <summary>Hash of the committed rows.</summary>
    public string? Hash { get; init; }
    /// <summary>The dataset's schema version at the commit.</summary>
    public int SchemaVersion { get; init; }
    /// <summary>When it was committed or failed, UTC.</summary>
    public DateTime? At { get; init; }
    /// <summary>When rows of it came first, UTC; null where nothing did or it is not known.</summary>
    public DateTime? FirstSeen { get; init; }
    /// <summary>When it was answered last, UTC; null where nothing is committed.</summary>
    public DateTime? LastSeen { get; init; }
    /// <summary>When its rows last differed from those of the answer before, or came first, UTC; null where it is not known.</summary>
    public DateTime? LastChanged { get; init; }
    /// <summary>Why it failed, or what it waits for.</summary>
    public string? Reason { get; init; }
}
