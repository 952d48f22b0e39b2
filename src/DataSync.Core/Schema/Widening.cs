using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Schema;

/// <summary>
/// Which type holds the values of two types without loss, and the conversion to it.
/// <list type="bullet">
/// <item>Boolean → Int64 → Double (integers that a double holds exactly; others are refused when converted) → String</item>
/// <item>Boolean → Int64 → Decimal → Decimal of more digits, up to 28 → String</item>
/// <item>Date → Timestamp → String; any other two → String</item>
/// </list>
/// </summary>
public static class Widening
{
    private const int MaxPrecision = 28, Int64Digits = 19;

    /// <summary>The narrowest type that holds the values of both.</summary>
    public static DataType Join(DataType a, DataType b) => a.Kind > b.Kind ? Ordered(b, a) : Ordered(a, b);

    /// <summary>True where <paramref name="to"/> holds every value of <paramref name="from"/>.</summary>
    public static bool Holds(DataType to, DataType from) => Join(from, to) == to;

    /// <summary>True where <see cref="Holds"/> stands under the condition that the values are looked at: a double holds not every integer.</summary>
    public static bool MayLose(DataType from, DataType to) => from.Kind == DataKind.Int64 && to.Kind == DataKind.Double;

    /// <summary>The types to try for values that a type does not hold, narrowest first; text is the last. Each holds what the type holds.</summary>
    public static IEnumerable<DataType> WiderThan(DataType type) => type.Kind switch
    {
        DataKind.Boolean => [DataType.Int64, DataType.Double, DataType.String],
        DataKind.Int64 => [DataType.Double, DataType.Decimal(MaxPrecision, MaxPrecision - Int64Digits), DataType.String],
        DataKind.Decimal => [.. Decimals(type), DataType.String],
        DataKind.Date => [DataType.Timestamp, DataType.String],
        DataKind.String => [],
        _ => [DataType.String],
    };

    /// <summary>The values as another column's type.</summary>
    /// <exception cref="SliceRejectedException">A value does not fit (an integer that no double holds exactly, a text that is no number).</exception>
    public static ColumnVector Convert(ColumnVector vector, Column to)
    {
        if (vector.Column.Type == to.Type) return vector;
        var result = ColumnVector.Create(to, vector.Count);
        for (var row = 0; row < vector.Count; row++)
        {
            if (vector.IsNull(row)) { result.AppendNull(); continue; }
            var value = vector.GetValue(row)!;
            if (to.Type.IsText) result.AppendObject(ValueConverter.ToText(value, vector.Column.Type));
            else if (ValueConverter.TryConvert(value, to.Type, null, null, out var converted)) result.AppendObject(converted);
            else throw new SliceRejectedException(new Failure(FailureCategory.Value, $"row {row}, column '{to.Name}': '{ValueConverter.ToText(value, vector.Column.Type)}' is no {to.Type}.")
            {
                Advice = "Set the column's type to one that holds all its values, such as String (Set-DsDataset).",
            });
        }
        return result;
    }

    private static DataType Ordered(DataType low, DataType high) => (low.Kind, high.Kind) switch
    {
        _ when low == high => low,
        (DataKind.Int64, DataKind.Double) => high,
        (DataKind.Int64 or DataKind.Double, DataKind.Boolean) => low,
        (DataKind.Decimal, DataKind.Boolean) => Decimal(1, 0, low),
        (DataKind.Int64, DataKind.Decimal) => Decimal(Int64Digits, 0, high),
        (DataKind.Decimal, DataKind.Decimal) => Decimal(low.Precision, low.Scale, high),
        (DataKind.Date, DataKind.Timestamp) => high,
        _ => DataType.String,
    };

    // keeps the digits before the point, so that what is stored already fits
    private static IEnumerable<DataType> Decimals(DataType type)
    {
        for (var scale = type.Scale; scale <= MaxPrecision - (type.Precision - type.Scale); scale++)
            if (DataType.Decimal(MaxPrecision, scale) != type) yield return DataType.Decimal(MaxPrecision, scale);
    }

    private static DataType Decimal(int precision, int scale, DataType other)
    {
        var newScale = Math.Max(scale, other.Scale);
        var newPrecision = Math.Max(precision - scale, other.Precision - other.Scale) + newScale;
        return newPrecision <= MaxPrecision ? DataType.Decimal(newPrecision, newScale) : DataType.String;
    }
}
