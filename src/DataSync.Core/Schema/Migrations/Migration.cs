using System.Text.Json.Serialization;

namespace DataSync.Schema;

/// <summary>How a migration stands, by what the workspace knows.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationStatus>))]
public enum MigrationStatus
{
    /// <summary>Not carried out yet; its script may be edited.</summary>
    Pending,
    /// <summary>Carried out.</summary>
    Applied,
    /// <summary>Tried, and refused by the data or the store; nothing was changed.</summary>
    Failed,
    /// <summary>Carried out and taken back.</summary>
    Reverted,
    /// <summary>Carried out, and its script was edited since: it is refused until that is set back.</summary>
    Changed,
}

/// <summary>A migration of one table of one store: scripts that are made from a template, kept in the workspace under <c>migrations</c>, and edited or written by hand if need be.</summary>
public sealed record Migration
{
    /// <summary>The names of its files, and its place in the order: it begins with the time it was made.</summary>
    public string Id { get; init; } = "";
    /// <summary>The store's name.</summary>
    public string Store { get; init; } = "";
    /// <summary>The table.</summary>
    public string Table { get; init; } = "";
    /// <summary>The dataset whose change it follows; null for one made by hand.</summary>
    public string? Dataset { get; init; }
    /// <summary>The dataset's schema version that the table has afterwards; null for one made by hand.</summary>
    public int? ToVersion { get; init; }
    /// <summary>When it was made, UTC.</summary>
    public DateTime Created { get; init; }
    /// <summary>Who made it.</summary>
    public string By { get; init; } = "";
    /// <summary>Why.</summary>
    public string Why { get; init; } = "";
    /// <summary>What came of it, each time that it was carried out or tried.</summary>
    public IReadOnlyList<MigrationRun> Runs { get; init; } = [];
    /// <summary>The script.</summary>
    [JsonIgnore]
    public string Up { get; init; } = "";
    /// <summary>The script that takes it back; empty where there is none.</summary>
    [JsonIgnore]
    public string Down { get; init; } = "";
    /// <summary>The script's file; null where it is not saved.</summary>
    [JsonIgnore]
    public string? File { get; init; }
    /// <summary>Tells the script apart from another.</summary>
    [JsonIgnore]
    public string Checksum => TableMigration.ChecksumOf(Up);
    /// <summary>How it stands.</summary>
    [JsonIgnore]
    public MigrationStatus Status => Runs.LastOrDefault(r => r.IsDone) switch
    {
        { Direction: MigrationDirection.Down } => MigrationStatus.Reverted,
        { } done => done.Checksum == Checksum ? MigrationStatus.Applied : MigrationStatus.Changed,
        _ => Runs.Count > 0 ? MigrationStatus.Failed : MigrationStatus.Pending,
    };
    /// <summary>True where the table has to take it before anything is written as the dataset says now.</summary>
    [JsonIgnore]
    public bool IsDue => Status is MigrationStatus.Pending or MigrationStatus.Failed;

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>Which of a migration's scripts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationDirection>))]
public enum MigrationDirection
{
    /// <summary>The change.</summary>
    Up,
    /// <summary>Taking it back.</summary>
    Down,
}

/// <summary>What came of carrying a migration out once.</summary>
/// <param name="Direction">Which script.</param>
/// <param name="At">When, UTC.</param>
/// <param name="By">Who, on which machine.</param>
/// <param name="Checksum">Of the up script as it was then.</param>
/// <param name="IsDone">True where it was carried out.</param>
/// <param name="Result">What came of it, or why it was refused.</param>
public sealed record MigrationRun(MigrationDirection Direction, DateTime At, string By, string Checksum, bool IsDone, string Result)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Direction} {At:u} {By}: {Result}";
}
