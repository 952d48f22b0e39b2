using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>Which type of ClickHouse holds a type, and what it cannot hold.</summary>
internal static class ClickHouseTypes
{
    /// <summary>The bounds of Date32 and DateTime64.</summary>
    public static readonly DateOnly FirstDay = new(1900, 1, 1), LastDay = new(2299, 12, 31);
    private static readonly DateTime FirstTime = FirstDay.ToDateTime(TimeOnly.MinValue), EndOfTime = LastDay.AddDays(1).ToDateTime(TimeOnly.MinValue);

    /// <summary>The column's type. A time without zone is kept as though it were UTC; that it is none, the table's record knows.</summary>
    public static string Name(DataType type, bool isNullable)
    {
        var name = type.Kind switch
        {
            DataKind.Int64 => "Int64",
            DataKind.Double => "Float64",
            DataKind.Decimal => FormattableString.Invariant($"Decimal({type.Precision}, {type.Scale})"),
            DataKind.Boolean => "Bool",
            DataKind.Date => "Date32",
            DataKind.Timestamp or DataKind.TimestampTz => "DateTime64(6, 'UTC')",
            _ => "String",
        };
        return isNullable ? $"Nullable({name})" : name;
    }

    /// <summary>The first value that cannot be held as it is.</summary>
    public static UnrepresentableValue? FindUnrepresentable(ColumnVector vector) => vector.Column.Type.Kind switch
    {
        DataKind.String or DataKind.Json => ValueRules.Texts(vector, allowsNul: true),
        DataKind.Decimal => ValueRules.Decimals(vector),
        DataKind.Date => ValueRules.First<DateOnly>(vector, day => day >= FirstDay && day <= LastDay ? null : $"ClickHouse holds dates from {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}"),
        DataKind.Timestamp or DataKind.TimestampTz => ValueRules.First<DateTime>(vector, time => time >= FirstTime && time < EndOfTime ? null : $"ClickHouse holds times from {FirstDay:yyyy-MM-dd} to {LastDay:yyyy-MM-dd}")
            ?? ValueRules.Times(vector),
        _ => null,
    };

    /// <summary>A value as a parameter, and the parameter's type.</summary>
    public static (string Text, string Type) Parameter(object value, DataType type)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        var text = value switch
        {
            bool flag => flag ? "true" : "false",
            double number when double.IsNaN(number) => "nan",
            double number when double.IsInfinity(number) => number > 0 ? "inf" : "-inf",
            double number => number.ToString("R", invariant),
            DateOnly day => day.ToString("yyyy-MM-dd", invariant),
            DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", invariant),
            byte[] bytes => Convert.ToHexString(bytes),
            _ => Convert.ToString(value, invariant)!,
        };
        return (text, Name(type, isNullable: false));
    }
}
