using System.Globalization;
using DataSync.Stores;

namespace DataSync.Rows;

/// <summary>Keeps the rows whose value in one column is among those wanted.</summary>
internal abstract class RowFilter
{
    /// <summary>Moves the row numbers that match to the front of <paramref name="rows"/>, in order; returns how many there are.</summary>
    public abstract int Narrow(ColumnVector vector, Span<int> rows);

    /// <summary>Makes the filter of a condition; values are coerced to the column's type.</summary>
    /// <exception cref="DataSyncException"><c>BadWhereValue</c>: a value cannot be of the column's type.</exception>
    public static RowFilter Create(Column column, IReadOnlyList<object?> wanted) => column.Type.Kind switch
    {
        DataKind.String or DataKind.Json => new RowFilter<string>(wanted.SelectMany(v => Texts(v, column)), StringComparer.Ordinal),
        DataKind.Binary => new RowFilter<byte[]>(Values(column, wanted), BytesComparer.Instance),
        DataKind.Int64 => new RowFilter<long>(Values(column, wanted)),
        DataKind.Double => new RowFilter<double>(Values(column, wanted)),
        DataKind.Decimal => new RowFilter<decimal>(Values(column, wanted)),
        DataKind.Boolean => new RowFilter<bool>(Values(column, wanted)),
        DataKind.Date => new RowFilter<DateOnly>(Values(column, wanted)),
        _ => new RowFilter<DateTime>(Values(column, wanted)),
    };

    /// <summary>Makes the filter of what a slice's argument selects.</summary>
    public static RowFilter Create(Column column, SliceCondition condition)
    {
        if (condition.Operator is FilterOperator.Equals or FilterOperator.In) return Create(column, [.. condition.Values]);
        var (bound, isFrom) = (Convert(condition.Values[0], column)!, condition.Operator == FilterOperator.From);
        return bound switch
        {
            long b => new RangeFilter<long>(b, isFrom),
            double b => new RangeFilter<double>(b, isFrom),
            decimal b => new RangeFilter<decimal>(b, isFrom),
            bool b => new RangeFilter<bool>(b, isFrom),
            DateOnly b => new RangeFilter<DateOnly>(b, isFrom),
            DateTime b => new RangeFilter<DateTime>(b, isFrom),
            string b => new RangeFilter<string>(b, isFrom, StringComparer.Ordinal),
            _ => throw new DataSyncException("BadWhereValue", $"Column {column.Name} of type {column.Type} has no ranges.", "Compare another column."),
        };
    }

    private static IEnumerable<object?> Values(Column column, IReadOnlyList<object?> wanted) => wanted.Select(v => Convert(v, column));

    private static object? Convert(object? value, Column column) =>
        ValueConverter.TryConvert(value, column.Type, column.Format, TimeZoneInfo.Utc, out var converted) ? converted
        : throw new DataSyncException("BadWhereValue", string.Create(CultureInfo.InvariantCulture, $"'{value}' is no value of column {column.Name}, which is {column.Type}."), $"Give a value that can be {column.Type}.");

    /// <summary>A date or a truth has several usual texts: a column of texts is searched for all of them.</summary>
    private static IEnumerable<object?> Texts(object? value, Column column) => value switch
    {
        DateOnly or DateTime or DateTimeOffset when TimeConverter.ToDate(value, format: null) is DateOnly date =>
            [date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), date.ToString("yyyyMMdd", CultureInfo.InvariantCulture)],
        bool truth => truth ? ["true", "1"] : ["false", "0"],
        _ => [Convert(value, column)],
    };
}

/// <summary>Filters a column of <typeparamref name="T"/>.</summary>
internal sealed class RowFilter<T> : RowFilter
{
    private readonly HashSet<T> _wanted;
    private readonly bool _nulls;

    public RowFilter(IEnumerable<object?> wanted, IEqualityComparer<T>? comparer = null)
    {
        _wanted = new HashSet<T>(comparer);
        foreach (var value in wanted)
            if (value is null) _nulls = true;
            else _wanted.Add((T)value);
    }

    public override int Narrow(ColumnVector vector, Span<int> rows)
    {
        var values = ((ColumnVector<T>)vector).Values;
        var kept = 0;
        foreach (var row in rows)
            if (vector.IsNull(row) ? _nulls : _wanted.Contains(values[row])) rows[kept++] = row;
        return kept;
    }
}

/// <summary>Keeps the rows at or above a bound, or at or below it; a null is neither.</summary>
internal sealed class RangeFilter<T>(T bound, bool isFrom, IComparer<T>? comparer = null) : RowFilter
{
    private readonly IComparer<T> _comparer = comparer ?? Comparer<T>.Default;

    public override int Narrow(ColumnVector vector, Span<int> rows)
    {
        var values = ((ColumnVector<T>)vector).Values;
        var kept = 0;
        foreach (var row in rows)
        {
            if (vector.IsNull(row)) continue;
            var order = _comparer.Compare(values[row], bound);
            if (isFrom ? order >= 0 : order <= 0) rows[kept++] = row;
        }
        return kept;
    }
}
