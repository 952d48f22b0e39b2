using CsCheck;
using DataSync.Rows;
using DataSync.Stores.Files;
using DataSync.Tests.Rows;
using Xunit;

namespace DataSync.Tests.Stores.Formats;

/// <summary>
/// Values that formats stumble over, a type at a time: each comes back exactly or is refused by row, column and reason, and which of the two is written
/// down here and in the README's table of types.
/// </summary>
public sealed class AwkwardValueTests
{
    private static readonly DateTime Second = new(2024, 1, 2, 3, 4, 5);

    private static readonly (string Name, DataType Type, object Value)[] Values =
    [
        ("empty text", DataType.String, ""), ("blank", DataType.String, " "), ("code", DataType.String, "007"), ("formula", DataType.String, "=1+1"), ("null's name", DataType.String, "NULL"), ("null's sign", DataType.String, "\\N"),
        ("emoji", DataType.String, "👩‍👩‍👧 平安"), ("NUL", DataType.String, "a\0b"), ("controls", DataType.String, "\u0001\u001f\u007f\u0085"), ("line breaks", DataType.String, "\r\n\n\r"), ("no characters", DataType.String, "\uFFFE\uFFFF\uFEFF"),
        ("escape", DataType.String, "_x0041_ &amp; <b>"), ("longest cell", DataType.String, new string('x', 32_767)), ("longer than a cell", DataType.String, new string('x', 32_768)), ("1 MB", DataType.String, new string('长', 1 << 20)), ("half a pair", DataType.String, "a\uD83D"),
        ("int64 min", DataType.Int64, long.MinValue), ("int64 max", DataType.Int64, long.MaxValue), ("2^53 + 1", DataType.Int64, (1L << 53) + 1), ("15 digits", DataType.Int64, -999_999_999_999_999), ("16 digits", DataType.Int64, 1_000_000_000_000_000),
        ("NaN", DataType.Double, double.NaN), ("infinity", DataType.Double, double.PositiveInfinity), ("-infinity", DataType.Double, double.NegativeInfinity), ("-0.0", DataType.Double, -0.0), ("17 digits", DataType.Double, 0.1 + 0.2), ("largest", DataType.Double, double.MaxValue), ("smallest normal", DataType.Double, 2.2250738585072014E-308), ("denormal", DataType.Double, double.Epsilon),
        ("28 digits", DataType.Decimal(28, 6), 1234567890123456789012.345678m), ("28 digits of fraction", DataType.Decimal(28, 28), 0.1234567890123456789012345678m), ("15 digits of decimal", DataType.Decimal(28, 6), -123456789.012345m), ("16 digits of decimal", DataType.Decimal(28, 6), 1234567890.123456m), ("zeros", DataType.Decimal(28, 6), 1000000000000000000000.000000m), ("1e-28", DataType.Decimal(28, 28), 1e-28m), ("too many digits", DataType.Decimal(4, 2), 100.001m),
        ("true", DataType.Boolean, true), ("false", DataType.Boolean, false),
        ("first day", DataType.Date, DateOnly.MinValue), ("before 1900-03-01", DataType.Date, new DateOnly(1900, 2, 28)), ("1900-03-01", DataType.Date, new DateOnly(1900, 3, 1)), ("before 1970", DataType.Date, new DateOnly(1969, 12, 31)), ("last day", DataType.Date, DateOnly.MaxValue),
        ("first time", DataType.Timestamp, DateTime.MinValue), ("millisecond", DataType.Timestamp, Second.AddMilliseconds(1)), ("microsecond", DataType.Timestamp, Second.AddMicroseconds(1)), ("100 ns", DataType.Timestamp, Second.AddTicks(1)), ("last time", DataType.Timestamp, DateTime.MaxValue),
        ("instant before 1970", DataType.TimestampTz, new DateTime(1950, 6, 7, 8, 9, 10, DateTimeKind.Utc)), ("last millisecond", DataType.TimestampTz, new DateTime(9999, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc)),
        ("json", DataType.Json, "{\"a\":[1.50,\"\\u0000😀\"]}"), ("json null", DataType.Json, "null"), ("no json", DataType.Json, "{"), ("long json", DataType.Json, $"\"{new string('x', 40_000)}\""),
        ("no bytes", DataType.Binary, Array.Empty<byte>()), ("bytes", DataType.Binary, new byte[] { 0, 255 }), ("null's bytes", DataType.Binary, Convert.FromBase64String("NULL")), ("longest bytes of a cell", DataType.Binary, new byte[24_573]), ("more bytes", DataType.Binary, new byte[24_574]),
    ];

    private static readonly string[]
        ExcelNeedsText = ["int64 min", "int64 max", "2^53 + 1", "16 digits", "NaN", "infinity", "-infinity", "denormal", "28 digits", "28 digits of fraction", "16 digits of decimal", "zeros", "first day", "before 1900-03-01", "first time", "microsecond", "100 ns", "last time"],
        ExcelRefuses = ["half a pair", "too many digits", "longer than a cell", "1 MB", "long json", "more bytes"];

    private static string[] RefusedBy(string format) => format switch
    {
        "csv" or "csv NULL" or "csv gzip" => ["half a pair"],
        "jsonl" or "json" or "jsonl zstd" => ["half a pair", "json null", "no json"],
        "xlsx" => [.. ExcelNeedsText, .. ExcelRefuses],
        _ => ["half a pair", "100 ns", "last time", "too many digits"],
    };

    public static readonly TheoryData<string> Formats = ["csv", "csv NULL", "csv gzip", "jsonl", "json", "jsonl zstd", "xlsx", "zstd"];

    [Theory, MemberData(nameof(Formats))]
    public async Task A_value_comes_back_exactly_or_is_refused(string name)
    {
        var format = FormatTests.Create(name);
        var refused = new List<string>();
        foreach (var (what, type, value) in Values)
            if (await RefusesAsync(format, new("value", type), value, UnrepresentablePolicy.Fail))
                refused.Add(what);
        Assert.Equal(RefusedBy(name).Order(), refused.Order());
    }

    [Fact]
    public async Task As_text_a_workbook_holds_all_but_what_no_cell_does()
    {
        var format = FormatTests.Create("xlsx");
        var refused = new List<string>();
        foreach (var (what, type, value) in Values)
        {
            var column = new Column("value", type);
            Assert.Equal(ExcelNeedsText.Contains(what), format.FindUnrepresentable(Batches.Of(Batches.Vector(column, value)))?.HasText ?? false);
            if (await RefusesAsync(format, column, value, UnrepresentablePolicy.Text)) refused.Add(what);
        }
        Assert.Equal(ExcelRefuses.Order(), refused.Order());
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Any_number_or_time_comes_back_exactly_or_is_refused(string name)
    {
        var format = FormatTests.Create(name);
        await Check(DataType.Int64, Gen.Long.Select(Gen.Int[0, 63], (value, shift) => (object)(value >> shift)));
        await Check(DataType.Double, Gen.OneOf(Gen.Double, Gen.Long.Select(BitConverter.Int64BitsToDouble)).Select(value => (object)value));
        await Check(DataType.Decimal(28, 14), Gen.Select(Gen.Long, Gen.Int[0, 14], Gen.Int[0, 50], (value, scale, shift) => (object)((value >> shift) / (decimal)Math.Pow(10, scale) % 100_000_000_000_000m)));
        await Check(DataType.Date, Gen.Int[0, DateOnly.MaxValue.DayNumber].Select(day => (object)DateOnly.FromDayNumber(day)));
        foreach (var unit in new[] { 1, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay })
            await Check(DataType.Timestamp, Gen.Long[0, DateTime.MaxValue.Ticks / unit].Select(count => (object)new DateTime(count * unit)));

        Task Check(DataType type, Gen<object> values) => values.Array[40].SampleAsync(async row =>
        {
            var column = new Column("value", type);
            object[] held = [.. row.Where(v => format.FindUnrepresentable(Batches.Of(Batches.Vector(column, v))) is null)];
            if (held.Length > 0) await RoundTripAsync(format, Batches.Of(Batches.Vector(column, held)));
        }, iter: 40);
    }

    /// <summary>True where the value is refused, false where it came back.</summary>
    private static async Task<bool> RefusesAsync(IFileFormat format, Column column, object value, UnrepresentablePolicy policy)
    {
        var rows = Batches.Of(Batches.Vector(column, null, value));
        if (format.FindUnrepresentable(rows, policy) is not { } bad)
        {
            await RoundTripAsync(format, rows);
            return false;
        }
        Assert.Equal((1, column.Name), (bad.Row, bad.Column));
        Assert.NotEmpty(bad.Reason);
        return true;
    }

    private static async Task RoundTripAsync(IFileFormat format, RowBatch rows)
    {
        Column[] columns = [.. rows.Columns.Select(c => c.Column)];
        Assert.Null(Batches.Difference(new[] { rows }.Rows(), (await FormatTests.ReadAsync(format, await FormatTests.WriteAsync(format, columns, rows), columns)).Rows()));
    }
}
