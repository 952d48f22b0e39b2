using System.Data.Common;
using System.Globalization;
using DataSync.Rows;
using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>
/// The partitions of partitioned tables: ranges of months or years, or one a value. Each is made when its first row comes, aside and then
/// attached, for which no reader waits.
/// </summary>
internal sealed class PostgreSqlPartitions(PostgreSqlServer server)
{
    private const int MostPartitions = 5000, IdLength = 12;
    private readonly Dictionary<string, Partitioning?> _tables = [];
    private readonly HashSet<(string Table, string Bound)> _known = [];
    private readonly HashSet<(string Bound, string? Literal)> _missing = [];

    /// <summary>Refuses a partitioning that PostgreSQL cannot do.</summary>
    /// <exception cref="DataSyncException"><c>PartitioningInvalid</c>.</exception>
    public static void Check(TargetSpec spec)
    {
        if (spec.Partitioning is not { } partitioning) return;
        var column = spec.Columns.FirstOrDefault(c => c.Name == partitioning.Column)
            ?? throw new DataSyncException("ColumnNotFound", $"Table '{spec.Table}' has no column '{partitioning.Column}', which its partitioning names.", $"Columns: {string.Join(", ", spec.Columns.Select(c => c.Name))}.");
        if (partitioning.Unit != PartitionUnit.Value && column.Type.Kind is not (DataKind.Date or DataKind.Timestamp or DataKind.TimestampTz))
            throw Invalid(spec, $"column '{column.Name}' of type {column.Type} has no {partitioning.Unit.ToString().ToLowerInvariant()}", "Set the column's type to Date (Set-DsDataset), or partition by another column.");
        if (partitioning.Unit == PartitionUnit.Value && column.Type.Kind is not (DataKind.String or DataKind.Int64 or DataKind.Boolean or DataKind.Date))
            throw Invalid(spec, $"values of column '{column.Name}' of type {column.Type} cannot name partitions", "Partition by a text, a whole number, a truth or a date.");
        if (spec.Mode != WriteMode.Append && spec.Key.Count > 0 && !spec.Key.Contains(column.Name))
            throw Invalid(spec, $"PostgreSQL keeps a key unique only where the partition's column is part of it, and the key ({string.Join(", ", spec.Key)}) lacks '{column.Name}'", $"Add '{column.Name}' to -Key, or leave out -PartitionBy.");
    }

    /// <summary>What makes a table partitioned.</summary>
    public static string Clause(Partitioning partitioning, Func<string, string> quote) => $" PARTITION BY {(partitioning.Unit == PartitionUnit.Value ? "LIST" : "RANGE")} ({quote(partitioning.Column)})";

    /// <summary>Notes a table's partitioning and the partitions it has.</summary>
    public async Task UseAsync(DbConnection connection, string table, Partitioning? partitioning, CancellationToken cancellationToken)
    {
        _tables[table] = partitioning;
        _missing.Clear();
        _known.RemoveWhere(k => k.Table == table);
        if (partitioning is null) return;
        foreach (var comment in await connection.TextsAsync(
            "SELECT COALESCE(obj_description(i.inhrelid, 'pg_class'), '') FROM pg_inherits i WHERE i.inhparent = to_regclass(@p0)", cancellationToken, table))
            _known.Add((table, comment));
    }

    /// <summary>True where rows belong to partitions that are not there; they are remembered.</summary>
    public bool AreMissing(string table, IReadOnlyList<RowBatch> batches)
    {
        if (_tables.GetValueOrDefault(table) is not { } partitioning) return false;
        foreach (var batch in batches)
            foreach (var bound in Bounds(batch.Columns[batch.IndexOf(partitioning.Column)], partitioning.Unit))
                if (!_known.Contains((table, bound.Bound))) _missing.Add(bound);
        return _missing.Count > 0;
    }

    /// <summary>Makes the partitions that were missing.</summary>
    public async Task MakeAsync(DbConnection connection, string table, string birth, CancellationToken cancellationToken)
    {
        if (_known.Count(k => k.Table == table) + _missing.Count > MostPartitions)
            throw new DataSyncException("TooManyPartitions", $"Table {table} would have more than {MostPartitions} partitions, with which PostgreSQL becomes slow.", "Partition by month or year, or not at all, into another -Table.");
        foreach (var (bound, literal) in _missing)
        {
            // what the bound is stands in the comment, by which the next writer knows the partition
            var id = System.IO.Hashing.XxHash64.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(bound));
            var partition = $"{server.Quote(server.Schema)}.{server.Quote($"part_{birth[..IdLength]}_{id:x16}")}";
            await connection.ExecuteAsync($"CREATE TABLE {partition} (LIKE {table} INCLUDING ALL)", cancellationToken);
            await PostgreSqlComments.SetAsync(connection, $"TABLE {partition}", bound, cancellationToken);
            var values = literal is null ? bound : $"FOR VALUES IN ({await PostgreSqlTables.QuoteLiteralAsync(connection, literal, cancellationToken)})";
            await connection.ExecuteAsync($"ALTER TABLE {table} ATTACH PARTITION {partition} {values}", cancellationToken);
            _known.Add((table, bound));
        }
        _missing.Clear();
    }

    private static HashSet<(string Bound, string? Literal)> Bounds(ColumnVector vector, PartitionUnit unit)
    {
        var found = new HashSet<(string, string?)>();
        if (vector.NullCount > 0) found.Add(unit == PartitionUnit.Value ? ("FOR VALUES IN (NULL)", null) : ("DEFAULT", null));
        switch (vector)
        {
            case ColumnVector<DateOnly> days when unit == PartitionUnit.Value: Add(days, d => d, d => Literal(d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))); break;
            case ColumnVector<DateOnly> days: Add(days, d => Start(d, unit), d => Range(d, unit)); break;
            case ColumnVector<DateTime> times: Add(times, t => Start(DateOnly.FromDateTime(t), unit), d => Range(d, unit, times.Column.Type.Kind == DataKind.TimestampTz)); break;
            case ColumnVector<string> texts: Add(texts, t => t, Literal); break;
            case ColumnVector<long> numbers: Add(numbers, n => n, n => Literal(n.ToString(CultureInfo.InvariantCulture))); break;
            case ColumnVector<bool> flags: Add(flags, f => f, f => Literal(f ? "true" : "false")); break;
        }
        return found;

        void Add<T, TPart>(ColumnVector<T> values, Func<T, TPart> part, Func<TPart, (string, string?)> bound)
        {
            var parts = new HashSet<TPart>();
            for (var row = 0; row < values.Count; row++)
                if (!values.IsNull(row) && parts.Add(part(values.Values[row]))) found.Add(bound(part(values.Values[row])));
        }
    }

    private static (string, string?) Literal(string value) => ("value " + value, value);

    private static DateOnly Start(DateOnly day, PartitionUnit unit) => new(day.Year, unit == PartitionUnit.Year ? 1 : day.Month, 1);

    private static (string, string?) Range(DateOnly start, PartitionUnit unit, bool isInstant = false)
    {
        var isLast = start.Year == DateOnly.MaxValue.Year && (unit == PartitionUnit.Year || start.Month == 12);
        var end = isLast ? "MAXVALUE" : Bound(unit == PartitionUnit.Year ? start.AddYears(1) : start.AddMonths(1));
        return ($"FOR VALUES FROM ({Bound(start)}) TO ({end})", null);

        string Bound(DateOnly day) => $"'{day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}{(isInstant ? " 00:00:00+00" : "")}'";
    }

    private static DataSyncException Invalid(TargetSpec spec, string what, string advice) => new("PartitioningInvalid", $"Table '{spec.Table}' cannot be partitioned by {spec.Partitioning}: {what}.", advice);
}
