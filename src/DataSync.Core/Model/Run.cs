using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>How a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Under way, or cut off without a word.</summary>
    Running,
    /// <summary>Every slice that was asked is done, empty or pending.</summary>
    Done,
    /// <summary>Some slices failed, others are done.</summary>
    Partial,
    /// <summary>Nothing could be done, or the source refused all of it.</summary>
    Failed,
    /// <summary>Interrupted; what was committed stays.</summary>
    Stopped,
    /// <summary>The vendor's quota is used up; what was committed stays, <see cref="Run.ResumeAt"/> says when to go on.</summary>
    QuotaUsedUp,
    /// <summary>Not begun, since a plan that it depends on did not succeed.</summary>
    NotRun,
}

/// <summary>One execution of a plan.</summary>
public sealed record Run
{
    /// <summary>Unique, sortable by start.</summary>
    public string Id { get; init; } = "";
    /// <summary>The plan's name; empty for an ad hoc run.</summary>
    public string Plan { get; init; } = "";
    /// <summary>The dataset's name.</summary>
    public string Dataset { get; init; } = "";
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table in the store.</summary>
    public string Table { get; init; } = "";
    /// <summary>How it stands or ended.</summary>
    public RunStatus Status { get; init; }
    /// <summary>When it began, UTC.</summary>
    public DateTime Started { get; init; }
    /// <summary>The occurrence of the plan's schedule that it makes up for, where the plan runs for each (<see cref="Misfire.RunAll"/>); else null.</summary>
    public DateTimeOffset? Occurrence { get; init; }
    /// <summary>When it ended, UTC; null while it runs.</summary>
    public DateTime? Finished { get; init; }
    /// <summary>The machine it runs on.</summary>
    public string Machine { get; init; } = "";
    /// <summary>The process that runs it.</summary>
    public int Process { get; init; }
    /// <summary>When it last gave a sign of life, UTC, while it runs; its counts are of then.</summary>
    public DateTime? Heartbeat { get; init; }
    /// <summary>Slices the generator named.</summary>
    public long Planned { get; init; }
    /// <summary>Slices committed in this run, those without rows included.</summary>
    public long Done { get; init; }
    /// <summary>Of those, slices the vendor answered without rows.</summary>
    public long Empty { get; init; }
    /// <summary>Slices not asked, as they were done already.</summary>
    public long Skipped { get; init; }
    /// <summary>Slices dated in the future or not published yet, not asked; and slices that are short of what is expected.</summary>
    public long Pending { get; init; }
    /// <summary>Slices that failed.</summary>
    public long Failed { get; init; }
    /// <summary>Requests sent, repeats included.</summary>
    public long Requests { get; init; }
    /// <summary>Rows written.</summary>
    public long Rows { get; init; }
    /// <summary>Bytes received, after decompression.</summary>
    public long Bytes { get; init; }
    /// <summary>Rows of equal key and different values among this run's slices.</summary>
    public long Conflicts { get; init; }
    /// <summary>Seconds from start to end.</summary>
    public double Seconds { get; init; }
    /// <summary>Rows per second.</summary>
    public double RowsPerSecond => Seconds > 0 ? Math.Round(Rows / Seconds) : 0;
    /// <summary>Slices whose rows differ from those of their last answer.</summary>
    public long Changed { get; init; }
    /// <summary>In those slices: rows that are new.</summary>
    public long RowsAdded { get; init; }
    /// <summary>In those slices: rows of a known key with other values.</summary>
    public long RowsChanged { get; init; }
    /// <summary>In those slices: stored rows that the vendor no longer sends.</summary>
    public long RowsVanished { get; init; }
    /// <summary>When it makes sense to go on, UTC, where the vendor's quota is used up.</summary>
    public DateTime? ResumeAt { get; init; }
    /// <summary>Why it ended as it did, where that needs words.</summary>
    public string? Message { get; init; }
    /// <summary>Changes of the vendor's columns that were met.</summary>
    public IReadOnlyList<SchemaChange> SchemaChanges { get; init; } = [];
    /// <summary>The slices that failed, at most the first 100.</summary>
    public IReadOnlyList<SliceFailure> Failures { get; init; } = [];

    /// <summary>A new id for a run that begins at a time, UTC.</summary>
    public static string NewId(DateTime started) => $"{started:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid().ToString("N")[..6]}";
}

/// <summary>A slice that failed, and why.</summary>
/// <param name="Slice">The slice's arguments, for people.</param>
/// <param name="Category">What kind of failure.</param>
/// <param name="Message">What happened, where, and what to do.</param>
public sealed record SliceFailure(string Slice, FailureCategory Category, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => Slice.Length > 0 ? $"{Slice}: {Message}" : Message;
}

/// <summary>A difference between the vendor's columns and the dataset's.</summary>
/// <param name="Kind">Added, Missing or Retyped.</param>
/// <param name="Column">The column's name.</param>
/// <param name="From">The dataset's type; null for an added column.</param>
/// <param name="To">The type found; null for a missing column.</param>
/// <param name="Sample">A value that shows it.</param>
public sealed record SchemaChange(SchemaChangeKind Kind, string Column, DataType? From, DataType? To, string? Sample)
{
    /// <summary>Where in a row an added column is, where not simply under its name (<see cref="DataSync.Column.Path"/>).</summary>
    public string? Path { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        SchemaChangeKind.Added => $"{Column} added as {To} (such as {Sample ?? "null"})",
        SchemaChangeKind.Missing => $"{Column} is missing",
        _ => $"{Column} is {From}, the vendor sends {To} (such as {Sample})",
    };
}

/// <summary>What differs.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaChangeKind>))]
public enum SchemaChangeKind
{
    /// <summary>The vendor sends a column that the dataset lacks.</summary>
    Added,
    /// <summary>The vendor does not send a column of the dataset.</summary>
    Missing,
    /// <summary>The vendor sends values that the dataset's type cannot hold without loss.</summary>
    Retyped,
}
