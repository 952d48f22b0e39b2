using DataSync.Schema;

namespace DataSync.Stores.Databases.Migrations;

/// <summary>A migration on its way, as the books keep it where a change of tables is no part of a transaction: enough to finish it, whoever comes next.</summary>
internal sealed record PendingMigration
{
    /// <summary>The migration's id.</summary>
    public string Id { get; init; } = "";
    /// <summary>Of its script.</summary>
    public string Checksum { get; init; } = "";
    /// <summary>The script.</summary>
    public string Script { get; init; } = "";
    /// <summary>When, UTC.</summary>
    public DateTime At { get; init; }
    /// <summary>Who.</summary>
    public string By { get; init; } = "";
    /// <summary>The table's columns afterwards, as <see cref="TargetRecord.ToJson"/> writes them.</summary>
    public string Columns { get; init; } = "[]";
    /// <summary>Its key afterwards.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>Its partitioning afterwards.</summary>
    public string? Partitioning { get; init; }
    /// <summary>Its version column afterwards.</summary>
    public string? VersionColumn { get; init; }
    /// <summary>What the columns that stored conditions name are called afterwards.</summary>
    public IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>The table's record once it is done.</summary>
    public TargetRecord Apply(TargetRecord record) => record with { Columns = TargetRecord.FromJson(Columns), Key = Key, Partitioning = Partitioning, VersionColumn = VersionColumn };
}
