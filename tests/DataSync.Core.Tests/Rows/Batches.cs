using CsCheck;
using DataSync.Rows;

namespace DataSync.Tests.Rows;

/// <summary>Batches for tests: made by hand, or at random with the values that formats stumble over.</summary>
internal static class Batches
{
    public static readonly Column[] AllKinds =
    [
        new("text", DataType.String), new("whole", DataType.Int64), new("number", DataType.Double), new("amount", DataType.Decimal(28, 6)), new("price", DataType.Decimal(9, 2)),
        new("quantity", DataType.Decimal(18, 0)), new("flag", DataType.Boolean), new("day", DataType.Date), new("clock", DataType.Timestamp), new("instant", DataType.TimestampTz), new("json", DataType.Json), new("bytes", DataType.Binary),
    ];

    private static readonly Gen<string> GenText = Gen.OneOf(
        Gen.OneOf("", " ", "000001.SZ", "平安银行", "a,b;c\t|", "\"", "\"\"", "line\nbreak", "\r\n", "\r", "\0", "a\0b", "😀", "\\", "null", "NaN", "NULL", "\\N", "'", "\uFEFF", "\u2028", "\uFFFD", "\uFF01", "-", "1", "{}", "end "),
        Gen.Char.AlphaNumeric.Array[0, 20].Select(chars => new string(chars)),
        Gen.Int[0, 40].Select(n => $"{n:000000}.SH"),
        Gen.Char[' ', '\u4fff'].Array[0, 100].Select(chars => new string(chars)));

    private static readonly Gen<double> GenNumber = Gen.OneOf(
        Gen.OneOf(0.0, -0.0, 1, -1, 0.1, 1e15, 1e16, 123456789012345, 1e-4, 1e-5, 5e-324, double.MaxValue, double.MinValue, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 9007199254740993, 1e300),
        Gen.Double, Gen.Long[-10_000_000, 10_000_000].Select(n => n / 100.0), Gen.Long[-1L << 50, 1L << 50].Select(n => n / 1e4), Gen.Long[-1L << 50, 1L << 50].Select(n => n / 1e8));

    private static readonly Gen<DateTime> GenTime = Gen.OneOf(
        Gen.OneOf(DateTime.MinValue, new DateTime(1969, 12, 31, 23, 59, 59).AddTicks(9_999_990), DateTime.MaxValue.AddTicks(-9), DateTime.UnixEpoch, new DateTime(2024, 1, 2, 3, 4, 5, 600)),
        Gen.Long[0, DateTime.MaxValue.Ticks / 10 - 1].Select(micros => new DateTime(micros * 10)));

    private static readonly Gen<string> GenJson = Gen.OneOf(
        Gen.OneOf("{}", "[]", "1", "1.50", "true", "\"x\"", "{\"a\":[1,null,{\"b\":\"\\u0000\"}]}", "[\"平安\",\"\\ud83d\\ude00\"]"), GenText.Select(text => System.Text.Json.JsonSerializer.Serialize(text)));

    /// <summary>Rows of all kinds that every format can hold.</summary>
    public static readonly Gen<RowBatch> Gen_ = Gen.Int[0, 60].SelectMany(Of);

    /// <summary>Batches of all kinds, some of them empty.</summary>
    public static readonly Gen<RowBatch[]> GenMany = Gen_.Array[0, 4];

    private static Gen<RowBatch> Of(int rows)
    {
        var vectors = AllKinds.Select(column => Gen.Null(Values(column.Type), 0.3).Array[rows].Select(values => Vector(column, values))).ToArray();
        return vectors.Aggregate(Gen.Const(Array.Empty<ColumnVector>()), (left, right) => left.SelectMany(l => right.Select(r => (ColumnVector[])[.. l, r]))).Select(columns => new RowBatch(columns, rows));
    }

    private static Gen<object> Values(DataType type) => type.Kind switch
    {
        DataKind.String => GenText.Select(v => (object)v),
        DataKind.Int64 => Gen.OneOf(Gen.OneOf(long.MinValue, long.MaxValue, 0, -1, 1L << 53), Gen.Long).Select(v => (object)v),
        DataKind.Double => GenNumber.Select(v => (object)v),
        DataKind.Decimal => Gen.Select(Gen.Long, Gen.Long, Gen.Int[0, type.Precision], Gen.Int[0, type.Scale], Gen.Bool, (high, low, digits, scale, negative) => (object)Decimal(high, low, digits, scale, negative, type)),
        DataKind.Boolean => Gen.Bool.Select(v => (object)v),
        DataKind.Date => Gen.OneOf(Gen.OneOf(DateOnly.MinValue, DateOnly.MaxValue, new DateOnly(1969, 12, 31), new DateOnly(1970, 1, 1)), Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(DateOnly.FromDayNumber)).Select(v => (object)v),
        DataKind.Timestamp => GenTime.Select(v => (object)DateTime.SpecifyKind(v, DateTimeKind.Unspecified)),
        DataKind.TimestampTz => GenTime.Select(v => (object)DateTime.SpecifyKind(v, DateTimeKind.Utc)),
        DataKind.Json => GenJson.Select(v => (object)v),
        _ => Gen.Byte.Array[0, 40].Select(v => (object)v),
    };

    private static decimal Decimal(long high, long low, int digits, int scale, bool negative, DataType type)
    {
        var text = $"{(ulong)high:00000000000000000000}{(ulong)low:00000000000000000000}"[^Math.Max(1, Math.Min(digits, type.Precision - type.Scale + scale))..];
        return decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) / Power(scale) * (negative ? -1 : 1);
    }

    private static decimal Power(int scale) => Enumerable.Range(0, scale).Aggregate(1m, (power, _) => power * 10);

    public static ColumnVector Vector(Column column, params IEnumerable<object?> values)
    {
        var vector = ColumnVector.Create(column);
        foreach (var value in values) vector.AppendObject(value);
        return vector;
    }

    public static RowBatch Of(params ColumnVector[] columns) => new(columns, columns.Length == 0 ? 0 : columns[0].Count);

    /// <summary>All rows of some batches as objects.</summary>
    public static object?[][] Rows(this IEnumerable<RowBatch> batches) =>
        [.. batches.SelectMany(b => Enumerable.Range(0, b.RowCount).Select(row => b.Columns.Select(c => c.GetValue(row)).ToArray()))];

    /// <summary>Says where rows differ, to the last bit of each value; null where they do not.</summary>
    public static string? Difference(object?[][] expected, object?[][] actual)
    {
        if (expected.Length != actual.Length) return $"{actual.Length} rows instead of {expected.Length}";
        for (var row = 0; row < expected.Length; row++)
            for (var column = 0; column < expected[row].Length; column++)
                if (!Same(expected[row][column], actual[row][column]))
                    return $"row {row}, column {column}: {Show(actual[row][column])} instead of {Show(expected[row][column])}";
        return null;
    }

    private static bool Same(object? left, object? right) => (left, right) switch
    {
        (double l, double r) => BitConverter.DoubleToInt64Bits(l) == BitConverter.DoubleToInt64Bits(r) || (double.IsNaN(l) && double.IsNaN(r)),
        (DateTime l, DateTime r) => l == r && l.Kind == r.Kind,
        (byte[] l, byte[] r) => l.AsSpan().SequenceEqual(r),
        _ => Equals(left, right),
    };

    private static string Show(object? value) => value switch
    {
        null => "null",
        string text => $"text {System.Text.Json.JsonSerializer.Serialize(text)}",
        byte[] bytes => Convert.ToHexString(bytes),
        DateTime time => $"{time:O}",
        _ => $"{value.GetType().Name} {value}",
    };
}
