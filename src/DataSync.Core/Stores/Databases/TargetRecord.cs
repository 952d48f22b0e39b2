using System.Text.Json;

namespace DataSync.Stores.Databases;

/// <summary>What the bookkeeping says of a table.</summary>
internal sealed record TargetRecord
{
    /// <summary>The table.</summary>
    public required string Table { get; init; }
    /// <summary>Names the live rows' markers; a new one when markers are taken back.</summary>
    public required string Birth { get; init; }
    /// <summary>The newest commit's number.</summary>
    public long Sequence { get; init; }
    /// <summary>The mode it was made with.</summary>
    public required WriteMode Mode { get; init; }
    /// <summary>The key it was made with.</summary>
    public IReadOnlyList<string> Key { get; init; } = [];
    /// <summary>The column whose higher value wins, as the last writer had it.</summary>
    public string? VersionColumn { get; init; }
    /// <summary>The partitioning it was made with, as text.</summary>
    public string? Partitioning { get; init; }
    /// <summary>The columns, with the dataset's types, which the server's own need not tell.</summary>
    public required IReadOnlyList<Column> Columns { get; init; }
    /// <summary>Columns that are being changed, where that takes more than one step; a killed writer leaves them to the next.</summary>
    public IReadOnlyList<Column>? NextColumns { get; init; }
    /// <summary>A migration on its way, where that takes more than one step; a killed process leaves it to the next.</summary>
    public Migrations.PendingMigration? Pending { get; init; }
    /// <summary>The table that is built aside; null for none.</summary>
    public GenerationRecord? Generation { get; init; }

    public TargetState State => new(Birth, Sequence, Columns, Mode, Key, Partitioning, VersionColumn);

    /// <summary>The columns' text form.</summary>
    public static string ToJson(IReadOnlyList<Column> columns) => JsonSerializer.Serialize(columns.Select(c => new StoredColumn(c.Name, c.Type.ToString())));

    /// <summary>Reads <see cref="ToJson"/>.</summary>
    public static IReadOnlyList<Column> FromJson(string json) => [.. JsonSerializer.Deserialize<StoredColumn[]>(json)!.Select(c => new Column(c.Name, DataType.Parse(c.Type)))];

    private sealed record StoredColumn(string Name, string Type);
}

/// <summary>A table that is built aside to take another's place.</summary>
/// <param name="Id">The set of slices it is made of.</param>
/// <param name="Birth">Names its markers, and the table's once it is swapped in.</param>
/// <param name="Sequence">Its newest commit.</param>
/// <param name="Columns">Its columns.</param>
internal sealed record GenerationRecord(string Id, string Birth, long Sequence, IReadOnlyList<Column> Columns);
