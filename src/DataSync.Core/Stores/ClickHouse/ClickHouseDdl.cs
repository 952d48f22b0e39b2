using System.Globalization;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// The statements that make and change tables. With a cluster each table is a replicated one on every machine, and a Distributed one over them of
/// the name that readers know.
/// </summary>
internal sealed class ClickHouseDdl(string? cluster)
{
    /// <summary>The clause that has a statement done on all machines.</summary>
    public string OnCluster { get; } = cluster is null ? "" : $" ON CLUSTER {ClickHouseNames.Quote(cluster)}";

    /// <summary>The table that holds the rows: the Distributed one's parts on each machine, or the table itself.</summary>
    public string Local(string table) => cluster is null ? table : table + "_local";

    /// <summary>The same, of a table of the bookkeeping, which every machine holds whole.</summary>
    public string LocalBook(string table) => ClickHouseNames.Quote(table);

    /// <summary>The bookkeeping tables. The newest version of a row holds; older ones go when the server merges.</summary>
    public IReadOnlyList<string> Bookkeeping =>
    [
        $"CREATE TABLE IF NOT EXISTS {ClickHouseNames.Target}{OnCluster} (birth String, version UInt64, name String, record String COMMENT 'JSON') "
            + $"ENGINE = {BookEngine("version")} ORDER BY birth COMMENT 'The tables that DataSync keeps here'",
        $"CREATE TABLE IF NOT EXISTS {ClickHouseNames.Slice}{OnCluster} (birth String, slice String, sequence Int64, date Nullable(String), rows Int64, bytes Int64, hash String, schema Int32, "
            + "at Int64 COMMENT 'When fetched: ticks of 100 ns since the year 1, UTC', run String, conditions Nullable(String), committed DateTime64(3, 'UTC') DEFAULT now64(3)) "
            + $"ENGINE = {BookEngine("sequence")} ORDER BY (birth, slice) COMMENT 'The slices that are done, by the UUID of their table'",
    ];

    /// <summary>Makes a table.</summary>
    /// <param name="name">The name that readers know.</param>
    /// <param name="record">What it is.</param>
    /// <param name="describe">Comments of its columns.</param>
    /// <param name="description">Its own comment; null: what it is to DataSync.</param>
    public IEnumerable<string> Create(string name, TableRecord record, IReadOnlyList<Column> describe, string? description)
    {
        var hidden = Hidden(record);
        var comments = describe.Where(c => c.Description is { Length: > 0 }).ToDictionary(c => c.Name, c => c.Description!, StringComparer.Ordinal);
        var columns = record.TableColumns.Select(c => Definition(c, record) + (comments.TryGetValue(c.Name, out var text) ? $" COMMENT {ClickHouseNames.Literal(text)}" : ""));
        yield return $"CREATE TABLE {ClickHouseNames.Quote(Local(name))} UUID '{record.Uuid:D}'{OnCluster} ({string.Join(", ", columns.Append($"{hidden.Name} {hidden.Type} {hidden.Definition}"))}) {Layout(record)} SETTINGS allow_nullable_key = 1 COMMENT {ClickHouseNames.Literal(description ?? Describe(record))}";
        if (cluster is not null) yield return Distributed(name, record) + (description is null ? "" : $" COMMENT {ClickHouseNames.Literal(description)}");
    }

    /// <summary>Makes a table of the same layout, for the rows of one commit. It is never merged, and remembers the inserts that it took.</summary>
    public IEnumerable<string> CreateStage(string name, TableRecord record)
    {
        var columns = record.TableColumns.Select(c => Definition(c, record)).Concat(record.Kept.Select(c => $"{ClickHouseNames.Quote(c.Name)} {c.Type}")).Append($"{Hidden(record).Name} {Hidden(record).Type}");
        var memory = cluster is null ? "non_replicated_deduplication_window" : "replicated_deduplication_window";
        yield return $"CREATE TABLE {ClickHouseNames.Quote(Local(name))}{OnCluster} ({string.Join(", ", columns)}) {Layout(record)} "
            + $"SETTINGS allow_nullable_key = 1, max_bytes_to_merge_at_max_space_in_pool = 1, {memory} = 10000 COMMENT 'Rows that DataSync is about to commit'";
        if (cluster is not null) yield return Distributed(name, record);
    }

    /// <summary>The column that only DataSync knows: which of a key's rows holds, or which commit brought a row.</summary>
    public static (string Name, string Type, string Definition) Hidden(TableRecord record) => record.IsKeyed
        ? (ClickHouseNames.VersionColumn, new VersionWriter(record.VersionColumn).Type, "MATERIALIZED 0 COMMENT 'The row of a key with the highest one holds: SELECT … FINAL'")
        : (ClickHouseNames.CommitColumn, "UInt64", "MATERIALIZED 0 COMMENT 'The commit that brought the row'");

    /// <summary>A table's comment, where the dataset says none.</summary>
    public static string Describe(TableRecord record) => $"Kept by DataSync: {record.Mode}{(record.Key.Count > 0 ? " by " + string.Join(", ", record.Key) : "")}";

    /// <summary>Adds columns and changes types.</summary>
    public string Alter(string table, TableRecord record, IReadOnlyList<Column> columns)
    {
        var have = record.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        var changes = columns.Where(c => !have.TryGetValue(c.Name, out var type) || type != c.Type)
            .Select(c => $"{(have.ContainsKey(c.Name) ? "MODIFY COLUMN" : "ADD COLUMN IF NOT EXISTS")} {Definition(c, record)}");
        return $"ALTER TABLE {ClickHouseNames.Quote(Local(table))}{OnCluster} {string.Join(", ", changes)}";
    }

    /// <summary>The columns of a Distributed table are changed on its own.</summary>
    public string? AlterDistributed(string table, TableRecord record, IReadOnlyList<Column> columns) =>
        cluster is null ? null : Alter(table, record, columns).Replace(ClickHouseNames.Quote(Local(table)), ClickHouseNames.Quote(table), StringComparison.Ordinal);

    /// <summary>Changes the comments of a table and its columns.</summary>
    /// <param name="name">The name that readers know.</param>
    /// <param name="description">The table's own; null: stays.</param>
    /// <param name="columns">Columns whose descriptions are their comments.</param>
    public IEnumerable<string> Comment(string name, string? description, IReadOnlyList<Column> columns)
    {
        var changes = columns.Select(c => $"COMMENT COLUMN {ClickHouseNames.Quote(c.Name)} {ClickHouseNames.Literal(c.Description!)}").ToList();
        if (description is not null) changes.Add($"MODIFY COMMENT {ClickHouseNames.Literal(description)}");
        if (changes.Count == 0) yield break;
        foreach (var table in new[] { Local(name), name }.Distinct()) yield return $"ALTER TABLE {ClickHouseNames.Quote(table)}{OnCluster} {string.Join(", ", changes)}";
    }

    /// <summary>Drops a table.</summary>
    public IEnumerable<string> Drop(string table)
    {
        if (cluster is not null) yield return $"DROP TABLE IF EXISTS {ClickHouseNames.Quote(table)}{OnCluster} SYNC";
        yield return $"DROP TABLE IF EXISTS {ClickHouseNames.Quote(Local(table))}{OnCluster} SYNC";
    }

    /// <summary>Empties a table.</summary>
    public string Truncate(string table) => $"TRUNCATE TABLE {ClickHouseNames.Quote(Local(table))}{OnCluster}";

    /// <summary>Merges the parts of each partition into one.</summary>
    public string Optimize(string table) => $"OPTIMIZE TABLE {ClickHouseNames.Quote(Local(table))}{OnCluster} FINAL SETTINGS optimize_skip_merged_partitions = 1";

    /// <summary>Lets two tables exchange their names, in one step.</summary>
    public string Exchange(string a, string b) => $"EXCHANGE TABLES {ClickHouseNames.Quote(Local(a))} AND {ClickHouseNames.Quote(Local(b))}{OnCluster}";

    /// <summary>A change of partitions.</summary>
    public string Partitions(string table, IEnumerable<string> changes) => $"ALTER TABLE {ClickHouseNames.Quote(Local(table))}{OnCluster} {string.Join(", ", changes)}";

    /// <summary>Deletes rows.</summary>
    public string Delete(string table, string where) => $"DELETE FROM {ClickHouseNames.Quote(Local(table))}{OnCluster} WHERE {where}";

    /// <summary>True where a column can be null: keys cannot, except in Append, where they only sort.</summary>
    public static bool IsNullable(Column column, TableRecord record) => record.Mode == WriteMode.Append || !record.Key.Contains(column.Name);

    private static string Definition(Column column, TableRecord record) => $"{ClickHouseNames.Quote(column.Name)} {ClickHouseTypes.Name(column.Type, IsNullable(column, record))}";

    /// <summary>The engine, the partitions and the order of a table.</summary>
    public string Layout(TableRecord record)
    {
        var engine = record.IsKeyed ? Engine("ReplacingMergeTree", ClickHouseNames.VersionColumn) : Engine("MergeTree", null);
        var order = record.Key.Count == 0 ? "tuple()" : $"({string.Join(", ", record.Key.Select(ClickHouseNames.Quote))})";
        return $"ENGINE = {engine}{(PartitionBy(record) is { } partition ? $" PARTITION BY {partition}" : "")} ORDER BY {order}";
    }

    /// <summary>The partitioning of the target; where it has none, months where a date leads the key.</summary>
    private static string? PartitionBy(TableRecord record)
    {
        if (record.Partitioning is null)
            return record.Key is [var first, ..] && record.Columns.First(c => c.Name == first).Type.Kind is DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz ? $"toYYYYMM({ClickHouseNames.Quote(first)})" : null;
        var partitioning = Partitioning.Parse(record.Partitioning);
        var column = ClickHouseNames.Quote(partitioning.Column);
        return partitioning.Unit switch { PartitionUnit.Year => $"toYear({column})", PartitionUnit.Month => $"toYYYYMM({column})", _ => column };
    }

    private string Engine(string family, string? version) => cluster is null
        ? $"{family}({version})"
        : $"Replicated{family}('/clickhouse/tables/{{uuid}}/{{shard}}', '{{replica}}'{(version is null ? "" : ", " + version)})";

    private string BookEngine(string version) => cluster is null
        ? $"ReplacingMergeTree({version})"
        : $"ReplicatedReplacingMergeTree('/clickhouse/tables/{{uuid}}/all', '{{shard}}-{{replica}}', {version})"; // one replica group over all machines

    /// <summary>Equal keys lie on one machine, where the engine can choose between them.</summary>
    private string Distributed(string name, TableRecord record)
    {
        var spread = record.IsKeyed ? $"cityHash64({string.Join(", ", record.Key.Select(ClickHouseNames.Quote))})" : "rand()";
        return string.Create(CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {ClickHouseNames.Quote(name)}{OnCluster} AS {ClickHouseNames.Quote(Local(name))} ENGINE = Distributed({ClickHouseNames.Quote(cluster!)}, currentDatabase(), {ClickHouseNames.Quote(Local(name))}, {spread})");
    }
}
