using System.Globalization;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Says which partition each row belongs to. Partitions are numbered as they are met; a partition's name is its folder's.</summary>
internal abstract class Partitioner
{
    private const int LongestFolderName = 240;
    private const string NullValue = "__HIVE_DEFAULT_PARTITION__";
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The folder's name of a partition; empty without partitioning.</summary>
    public string NameOf(int partition) => _names[partition];
    /// <summary>How many partitions were met.</summary>
    public int Count => _names.Count;

    /// <summary>The number of the partition of a folder's name.</summary>
    public int IdOf(string name)
    {
        if (_ids.TryGetValue(name, out var id)) return id;
        _ids.Add(name, id = _names.Count);
        _names.Add(name);
        return id;
    }

    /// <summary>Writes the partition of each row, from <paramref name="start"/> on, into <paramref name="partitions"/>.</summary>
    public abstract void Assign(IReadOnlyList<ColumnVector> columns, int start, Span<int> partitions);

    /// <summary>The partition's name for a value; null where it cannot be told without a conversion.</summary>
    public abstract string? NameFor(object? value);

    /// <summary>True where the order of names is the order of values.</summary>
    public virtual bool IsOrdered => false;

    /// <summary>The partitioner of a table.</summary>
    /// <exception cref="DataSyncException"><c>PartitioningInvalid</c>.</exception>
    public static Partitioner Create(string? partitioning, string? field, IReadOnlyList<Column> columns)
    {
        if (partitioning is null) return new Unpartitioned();
        var parsed = Partitioning.Parse(partitioning);
        var at = columns.ToList().FindIndex(c => c.Name == parsed.Column);
        if (at < 0) throw new DataSyncException("PartitioningInvalid", $"'{partitioning}' names no column of the table.", $"Columns: {string.Join(", ", columns.Select(c => c.Name))}.");
        var prefix = field + "=";
        return (columns[at].Type.Kind, parsed.Unit) switch
        {
            (DataKind.Date, PartitionUnit.Year) => new ColumnPartitioner<DateOnly>(at, prefix, d => new(d.Year, 1, 1), d => d.ToString("yyyy", CultureInfo.InvariantCulture), true),
            (DataKind.Date, PartitionUnit.Month) => new ColumnPartitioner<DateOnly>(at, prefix, d => new(d.Year, d.Month, 1), d => d.ToString("yyyy-MM", CultureInfo.InvariantCulture), true),
            (DataKind.Date, _) => new ColumnPartitioner<DateOnly>(at, prefix, d => d, d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), true),
            (DataKind.Timestamp or DataKind.TimestampTz, PartitionUnit.Year) =>
                new ColumnPartitioner<DateTime>(at, prefix, t => new(t.Year, 1, 1), t => t.ToString("yyyy", CultureInfo.InvariantCulture), true),
            (DataKind.Timestamp or DataKind.TimestampTz, PartitionUnit.Month) =>
                new ColumnPartitioner<DateTime>(at, prefix, t => new(t.Year, t.Month, 1), t => t.ToString("yyyy-MM", CultureInfo.InvariantCulture), true),
            (DataKind.String, PartitionUnit.Value) => new ColumnPartitioner<string>(at, prefix, s => s, s => s, false),
            (DataKind.Int64, PartitionUnit.Value) => new ColumnPartitioner<long>(at, prefix, n => n, n => n.ToString(CultureInfo.InvariantCulture), false),
            (DataKind.Boolean, PartitionUnit.Value) => new ColumnPartitioner<bool>(at, prefix, b => b, b => b ? "true" : "false", false),
            _ => throw new DataSyncException("PartitioningInvalid", $"'{partitioning}': a column of type {columns[at].Type} cannot be partitioned by {parsed.Unit}.",
                "Partition by the value of a text, integer, boolean or date column, or by the year or month of a date or timestamp column."),
        };
    }

    /// <summary>
    /// The field of the folder's name: never a column's name, as hive readers would put the folder's value, typed by its looks, in the column's place.
    /// </summary>
    public static string? FieldFor(Partitioning? partitioning, IReadOnlyList<Column> columns)
    {
        if (partitioning is null) return null;
        var field = Escape($"{partitioning.Column}_{partitioning.Unit.ToString().ToLowerInvariant()}");
        while (columns.Any(c => c.Name.Equals(field, StringComparison.OrdinalIgnoreCase))) field += "_";
        return field;
    }

    /// <summary>A value as part of a file's name.</summary>
    public static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || rune.Value is '-' or '_' || (rune.Value == '.' && text.Length > 0)) text.Append(rune);
            else
            {
                foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }
        return text.ToString();
    }

    private sealed class Unpartitioned : Partitioner
    {
        public Unpartitioned() => IdOf("");
        public override void Assign(IReadOnlyList<ColumnVector> columns, int start, Span<int> partitions) => partitions.Clear();
        public override string? NameFor(object? value) => "";
    }

    /// <summary>Remembers the partition of each distinct value, or of its year or month.</summary>
    private sealed class ColumnPartitioner<T>(int at, string prefix, Func<T, T> bucket, Func<T, string> format, bool ordered) : Partitioner where T : notnull
    {
        private readonly Dictionary<T, int> _byBucket = [];
        private int _null = -1;

        public override bool IsOrdered => ordered;

        public override void Assign(IReadOnlyList<ColumnVector> columns, int start, Span<int> partitions)
        {
            var vector = (ColumnVector<T>)columns[at];
            var values = vector.Values;
            for (var i = 0; i < partitions.Length; i++)
            {
                if (vector.IsNull(start + i)) partitions[i] = _null >= 0 ? _null : _null = IdOf(prefix + NullValue);
                else if (i > 0 && EqualityComparer<T>.Default.Equals(values[start + i], values[start + i - 1]) && !vector.IsNull(start + i - 1)) partitions[i] = partitions[i - 1];
                else partitions[i] = IdOfValue(values[start + i]);
            }
        }

        public override string? NameFor(object? value) => value switch
        {
            null => prefix + NullValue,
            T typed => prefix + Escape(format(bucket(typed))),
            _ => null,
        };

        private int IdOfValue(T value)
        {
            var key = bucket(value);
            if (_byBucket.TryGetValue(key, out var id)) return id;
            var name = NameFor(key)!;
            if (Encoding.UTF8.GetByteCount(name) > LongestFolderName)
            {
                throw new SliceRejectedException(new Failure(FailureCategory.Value, $"The partition's folder would have a name of more than {LongestFolderName} bytes: {name[..60]}…")
                {
                    Advice = "Partition by another column.",
                });
            }
            id = IdOf(name);
            _byBucket.Add(key, id);
            return id;
        }
    }
}
