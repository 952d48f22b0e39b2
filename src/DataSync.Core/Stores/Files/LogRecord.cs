using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSync.Stores.Files;

/// <summary>One line of a table's log: what one commit changed. Parts that did not change are null.</summary>
internal sealed record LogRecord
{
    /// <summary>The commit's number, from 0 (the table's making).</summary>
    public long Sequence { get; init; }
    /// <summary>When, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>A new birth id: the table was made, or markers were taken back, so that an index of them must be built anew.</summary>
    public string? Birth { get; init; }
    /// <summary>What the target fixes; in the first record, and where the version column changed or a migration changed more.</summary>
    public TableDefinition? Table { get; init; }
    /// <summary>The table's columns from here on.</summary>
    public IReadOnlyList<StoredColumn>? Columns { get; init; }
    /// <summary>Counts the changes of the columns; with <see cref="Columns"/>.</summary>
    public int Schema { get; init; }
    /// <summary>Live files of an older schema than this must be written anew; 0: no change.</summary>
    public int RewriteBelow { get; init; }
    /// <summary>Files that live from here on, each instead of one of the same path.</summary>
    public IReadOnlyList<FileEntry>? Added { get; init; }
    /// <summary>Paths of files that no longer live.</summary>
    public IReadOnlyList<string>? Removed { get; init; }
    /// <summary>Committed rows that wait to be merged.</summary>
    public IReadOnlyList<DeltaEntry>? Deltas { get; init; }
    /// <summary>Names of deltas that are merged.</summary>
    public IReadOnlyList<string>? Consumed { get; init; }
    /// <summary>The generation that the deltas and slices belong to, in Replace mode.</summary>
    public string? Generation { get; init; }
    /// <summary>True where that generation becomes the table.</summary>
    public bool Swap { get; init; }
    /// <summary>Slices whose earlier markers no longer hold.</summary>
    public IReadOnlyList<string>? Forgotten { get; init; }
    /// <summary>True where no earlier marker holds.</summary>
    public bool ForgetAll { get; init; }
    /// <summary>Migrations that the table went through: the one that this commit made, or all of them where the log was compacted.</summary>
    public IReadOnlyList<MigrationEntry>? Migrations { get; init; }
    /// <summary>True for the record that ends what a compaction wrote.</summary>
    public bool Compacted { get; init; }

    /// <summary>The slices that this commit made durable. They follow the rest of the line, so that those who want the files need not read them.</summary>
    [JsonIgnore]
    public IReadOnlyList<SliceEntry> Slices { get; init; } = [];
}

/// <summary>What a target fixes when it is made; only migrations change it, but for the version column, which is here for the reader's merges.</summary>
internal sealed record TableDefinition(WriteMode Mode, IReadOnlyList<string> Key, string? Partitioning, string? PartitionField, string? VersionColumn);

/// <summary>A column as the log keeps it.</summary>
internal sealed record StoredColumn(string Name, DataType Type);

/// <summary>A live file.</summary>
/// <param name="Path">Relative to the table's folder.</param>
/// <param name="Temp">The name in the temporary folder that it had when it was committed.</param>
/// <param name="Partition">The partition's folder; empty without partitioning.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Schema">Which schema it was written with.</param>
/// <param name="Sequence">The commit that put it there.</param>
/// <param name="Origin">The commit whose slices it holds, the last of them where several were merged: earlier than <paramref name="Sequence"/> where it was only written anew.</param>
/// <param name="FirstOrigin">The first commit whose slices it may hold, where files of several were merged into it; 0 otherwise.</param>
internal sealed record FileEntry(string Path, string Temp, string Partition, long Rows, long Bytes, int Schema, long Sequence, long Origin, long FirstOrigin = 0)
{
    /// <summary>The first commit whose slices it may hold.</summary>
    [JsonIgnore]
    public long Earliest => FirstOrigin > 0 ? FirstOrigin : Origin;

    /// <summary>The commits whose slices it may hold.</summary>
    public IEnumerable<long> Origins() => Enumerable.Sequence(Earliest, Origin, 1);
}

/// <summary>Committed rows, sorted by partition and key, that wait to be merged.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Rows">Rows in it; 0 where there are conditions only, and no file.</param>
/// <param name="FirstSequence">The first commit whose rows it holds: earlier than <paramref name="Sequence"/> where deltas were merged into a longer one.</param>
/// <param name="Sequence">The last commit whose rows it holds.</param>
/// <param name="LastOrdinal">The highest ordinal of its slices.</param>
/// <param name="Conditions">What its slices replace.</param>
internal sealed record DeltaEntry(string Name, long Rows, long FirstSequence, long Sequence, long LastOrdinal, IReadOnlyList<StoredConditions> Conditions);

/// <summary>A committed slice.</summary>
/// <param name="Marker">Its marker.</param>
/// <param name="Partitions">The partitions its rows went to; null where all may be touched.</param>
/// <param name="Conditions">Which rows are its own, in ReplaceSlice mode.</param>
internal sealed record SliceEntry(SliceMarker Marker, IReadOnlyList<string>? Partitions, IReadOnlyList<StoredCondition>? Conditions);

[JsonSerializable(typeof(LogRecord))]
[JsonSerializable(typeof(IReadOnlyList<SliceEntry>))]
internal sealed partial class LogJson : JsonSerializerContext
{
    /// <summary>Text of all languages as it is: the log is read by people too, and never by a browser.</summary>
    public static LogJson Plain { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
