using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Numbers the values of a column that conditions name.</summary>
internal abstract class ValueIds(int column)
{
    public int Column { get; } = column;

    /// <summary>The number of a value, a new one for a new value.</summary>
    public abstract int Add(object value);

    /// <summary>Each row's number; -1 where no condition names its value.</summary>
    public abstract int[] Find(ColumnVector vector, int count);

    public static ValueIds Create(int at, Column column) => column.Type.Kind switch
    {
        DataKind.Int64 => new Of<long>(at),
        DataKind.Double => new Of<double>(at),
        DataKind.Decimal => new Of<decimal>(at),
        DataKind.Boolean => new Of<bool>(at),
        DataKind.Date => new Of<DateOnly>(at),
        DataKind.Timestamp or DataKind.TimestampTz => new Of<DateTime>(at),
        DataKind.String or DataKind.Json => new Of<string>(at),
        _ => throw RangeTest.NotComparable(column),
    };

    private sealed class Of<T>(int at) : ValueIds(at) where T : notnull
    {
        private readonly Dictionary<T, int> _ids = [];

        public override int Add(object value)
        {
            if (!_ids.TryGetValue((T)value, out var id)) _ids.Add((T)value, id = _ids.Count);
            return id;
        }

        public override int[] Find(ColumnVector vector, int count)
        {
            var values = ((ColumnVector<T>)vector).Values;
            var ids = new int[count];
            for (var i = 0; i < count; i++) ids[i] = !vector.IsNull(i) && _ids.TryGetValue(values[i], out var id) ? id : -1;
            return ids;
        }
    }
}

/// <summary>Says whether a value lies on the right side of a bound.</summary>
internal interface IRangeTest
{
    int Column { get; }
    bool Contains(ColumnVector vector, int row);
}

/// <summary>Makes the tests of From and To.</summary>
internal static class RangeTest
{
    public static IRangeTest Create(int at, Column column, StoredCondition condition)
    {
        var (bound, isFrom) = (Conform.Values(condition, column)[0], condition.Operator == FilterOperator.From);
        return bound switch
        {
            long b => new Of<long>(at, b, isFrom),
            double b => new Of<double>(at, b, isFrom),
            decimal b => new Of<decimal>(at, b, isFrom),
            bool b => new Of<bool>(at, b, isFrom),
            DateOnly b => new Of<DateOnly>(at, b, isFrom),
            DateTime b => new Of<DateTime>(at, b, isFrom),
            string b => new Text(at, b, isFrom),
            _ => throw NotComparable(column),
        };
    }

    public static DataSyncException NotComparable(Column column) =>
        new("SliceConditionInvalid", $"Column '{column.Name}' of type {column.Type} cannot say which rows a slice replaces.", "Declare another column for the parameter's filter, or use Upsert.");

    private sealed class Of<T>(int column, T bound, bool isFrom) : IRangeTest where T : IComparable<T>
    {
        public int Column => column;

        public bool Contains(ColumnVector vector, int row)
        {
            if (vector.IsNull(row)) return false;
            var order = ((ColumnVector<T>)vector).Values[row].CompareTo(bound);
            return isFrom ? order >= 0 : order <= 0;
        }
    }

    private sealed class Text(int column, string bound, bool isFrom) : IRangeTest
    {
        public int Column => column;

        public bool Contains(ColumnVector vector, int row)
        {
            if (vector.IsNull(row)) return false;
            var order = string.CompareOrdinal(((ColumnVector<string>)vector).Values[row], bound);
            return isFrom ? order >= 0 : order <= 0;
        }
    }
}
