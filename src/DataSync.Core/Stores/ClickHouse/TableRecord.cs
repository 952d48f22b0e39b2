using System.Text.Json.Serialization;
using DataSync.Schema;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// What the bookkeeping says of one table, under the UUID that the server gave it: so a dropped table has no record, and where two tables exchange
/// names each keeps its own. Every change writes a new version, and the highest holds.
/// </summary>
internal sealed record TableRecord
{
    private const int EpochShift = 40, TieShift = 24;

    /// <summary>The name readers know.</summary>
    public required string Table { get; init; }
    /// <summary>The table's UUID on the server.</summary>
    public required Guid Uuid { get; init; }
    /// <summary>Counts how often markers were taken back.</summary>
    public int Revision { get; init; }
    /// <summary>The newest commit.</summary>
    public long Sequence { get; init; }
    /// <summary>The mode it was made with.</summary>
    public required WriteMode Mode { get; init; }
    /// <summary>The key it was made with.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>The partitioning it was made with, as text.</summary>
    public string? Partitioning { get; init; }
    /// <summary>The column whose higher value wins.</summary>
    public string? VersionColumn { get; init; }
    /// <summary>The columns, with the dataset's types, which the server's own need not tell.</summary>
    public required IReadOnlyList<StoredColumn> Columns { get; init; }
    /// <summary>What the columns are being changed to; a killed writer leaves that to the next.</summary>
    public IReadOnlyList<StoredColumn>? NextColumns { get; init; }
    /// <summary>The set of slices of a table that is being built aside; null for one that readers see.</summary>
    public string? Generation { get; init; }
    /// <summary>A commit that is decided and need only be carried out, by this writer or the next.</summary>
    public PendingCommit? Pending { get; init; }
    /// <summary>Columns that the server's table has besides: such as were dropped and are kept.</summary>
    public IReadOnlyList<KeptColumn> Kept { get; init; } = [];
    /// <summary>The migrations that the table went through, oldest first.</summary>
    public IReadOnlyList<AppliedMigration> Migrations { get; init; } = [];
    /// <summary>The first of the tables that migrations put in each other's place, by which the engine knows the table; null: this one is the first.</summary>
    public Guid? Origin { get; init; }
    /// <summary>A migrated copy that is complete and decided to take the table's place, by this writer or the next; null for none.</summary>
    public Guid? Successor { get; init; }

    /// <summary>The version: the writers' epoch, a random number, so that two of one epoch differ, and the writer's steps.</summary>
    [JsonIgnore]
    public ulong Version { get; init; }

    /// <summary>The columns.</summary>
    [JsonIgnore]
    public IReadOnlyList<Column> TableColumns => [.. Columns.Select(c => new Column(c.Name, c.Type))];

    /// <summary>True where the table keeps one row for a key.</summary>
    [JsonIgnore]
    public bool IsKeyed => Mode is WriteMode.Upsert or WriteMode.Replace && Key.Count > 0;

    /// <summary>What the engine is told.</summary>
    [JsonIgnore]
    public TargetState State => new($"{Origin ?? Uuid:n}-{Revision}", Sequence, TableColumns, Mode, Key, Partitioning, VersionColumn);

    /// <summary>The first version of a writer that takes over from this one.</summary>
    public ulong NextEpoch() => (((Version >> EpochShift) + 1) << EpochShift) | ((ulong)Random.Shared.Next(1 << (EpochShift - TieShift)) << TieShift);

    /// <summary>True where the other version was written by the same writer.</summary>
    public bool IsSameWriter(ulong version) => version >> TieShift == Version >> TieShift;
}

/// <summary>A column of a server's table that is none of the dataset's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as the server names it.</param>
internal sealed record KeptColumn(string Name, string Type);

/// <summary>A commit that is decided: its rows lie in a table of their own, and its markers are here.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Stage">The table with its rows; null where it has none.</param>
/// <param name="Slices">Its slices.</param>
/// <param name="IsExchange">True where each slice is a partition, and has no rows in another.</param>
internal sealed record PendingCommit(long Sequence, string? Stage, IReadOnlyList<PendingSlice> Slices, bool IsExchange);

/// <summary>A slice of a commit.</summary>
/// <param name="Marker">Its marker.</param>
/// <param name="Conditions">Which rows it replaces; null where it replaces none.</param>
/// <param name="HasRows">True where rows of it are among the commit's.</param>
internal sealed record PendingSlice(SliceMarker Marker, IReadOnlyList<StoredCondition>? Conditions, bool HasRows);
