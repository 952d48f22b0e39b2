using System.Globalization;
using DataSync.Rows;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Objects;

/// <summary>
/// Makes rows of objects: each column of the dataset takes the property of its name, or of its path. Properties that the dataset does not name are none of its business. Values become the
/// column's type without loss; one that does not fit fails, or is null under the policy Discard.
/// </summary>
public sealed class ObjectRows
{
    /// <summary>Rows of a batch.</summary>
    public const int BatchRows = 1 << 12;

    private readonly Dataset _dataset;
    private readonly TimeZoneInfo _zone;
    private readonly SchemaPolicy _policy;
    private readonly bool[] _found;
    private ColumnVector[] _vectors;
    private int _count;
    private long _row;

    /// <summary>Begins rows of a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="zone">The zone of times that have none.</param>
    /// <param name="policy">What to do with values that do not fit.</param>
    public ObjectRows(Dataset dataset, TimeZoneInfo zone, SchemaPolicy policy)
    {
        (_dataset, _zone, _policy) = (dataset, zone, policy);
        _found = new bool[dataset.Columns.Count];
        _vectors = Begin();
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<Column> Columns => _dataset.Columns;
    /// <summary>True where a batch is full.</summary>
    public bool IsFull => _count >= BatchRows;
    /// <summary>True where there are rows.</summary>
    public bool HasRows => _count > 0;
    /// <summary>Why an object was refused; null where none was. The first one counts.</summary>
    public Failure? Failure { get; private set; }
    /// <summary>Values that became null, as they did not fit: the first of each column.</summary>
    internal Dictionary<string, string> Misfits { get; } = new(StringComparer.Ordinal);
    /// <summary>The size in memory, roughly.</summary>
    public long ByteSize => _vectors.Sum(v => v.ByteSize);

    /// <summary>Adds an object.</summary>
    /// <param name="values">Its values, one for each column.</param>
    /// <returns>False where it is refused.</returns>
    public bool Add(IReadOnlyList<ObjectValue> values)
    {
        _row++;
        for (var i = 0; i < _vectors.Length; i++)
        {
            var column = _dataset.Columns[i];
            _found[i] |= values[i].IsPresent;
            if (values[i].Value is not { } value || (value is "" && !column.Type.IsText)) _vectors[i].AppendNull();
            else if (ValueConverter.TryConvert(Plain(value, column), column.Type, column.Format, _zone, out var converted)) _vectors[i].AppendObject(converted);
            else
            {
                var sample = BatchShaper.Sample(Convert.ToString(value, CultureInfo.InvariantCulture) ?? value.GetType().Name);
                if (_policy != SchemaPolicy.Discard) Failure ??= Refuse(column, sample, value);
                Misfits.TryAdd(column.Name, sample);
                _vectors[i].AppendNull();
            }
        }
        _count++;
        return Failure is null;
    }

    /// <summary>Gives the rows away and begins anew; null where there are none.</summary>
    public RowBatch? Take()
    {
        if (_count == 0) return null;
        var batch = new RowBatch(_vectors, _count);
        (_vectors, _count) = (Begin(), 0);
        return batch;
    }

    /// <summary>The changes that show: columns that no object had, and values that were dropped.</summary>
    internal IReadOnlyList<SchemaChange> Changes() => _row == 0 ? [] :
    [
        .. _dataset.Columns.Where((_, i) => !_found[i]).Select(c => new SchemaChange(SchemaChangeKind.Missing, c.Name, c.Type, null, null)),
        .. Misfits.Select(m => new SchemaChange(SchemaChangeKind.Retyped, m.Key, _dataset.FindColumn(m.Key)!.Type, DataType.String, m.Value)),
    ];

    private ColumnVector[] Begin() => [.. _dataset.Columns.Select(c => ColumnVector.Create(c))];

    /// <summary>A time of this machine's clock as the column means times; what has a text of its own as that.</summary>
    private static object Plain(object value, Column column) => value switch
    {
        DateTime { Kind: DateTimeKind.Local } time => column.Type.Kind == DataKind.TimestampTz ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        DateTimeOffset time when column.Type.Kind is DataKind.Timestamp or DataKind.Date => time.DateTime,
        Enum or Guid or Uri or Version or System.Net.IPAddress or Type => value.ToString()!,
        TimeSpan span => column.Type.IsText ? span.ToString("c", CultureInfo.InvariantCulture) : span.TotalSeconds,
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        _ => value,
    };

    private Failure Refuse(Column column, string sample, object value) => new(FailureCategory.Value, $"object {_row}, column '{column.Name}': '{sample}' ({value.GetType().Name}) is no {column.Type}.")
    {
        Advice = $"Change the column's type (Set-DsDataset {_dataset.Name} -ColumnType @{{ {column.Name} = 'String' }}), select another property, or use -SchemaPolicy Discard.",
    };
}

/// <summary>A value of an object.</summary>
/// <param name="Value">The value as .NET has it, or a JSON node; null for null.</param>
/// <param name="IsPresent">True where the object has such a property.</param>
public readonly record struct ObjectValue(object? Value, bool IsPresent);
