using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using CsCheck;
using DataSync.Rows;
using Xunit;

namespace DataSync.Tests.Rows;

public sealed class ValueConverterTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static readonly TheoryData<object?, string, object?> Table = new()
    {
        { null, "Int64", null }, { null, "String", null },
        { "x", "String", "x" }, { "", "String", "" }, { 1, "String", "1" }, { 1.0, "String", "1" }, { 1.50m, "String", "1.5" }, { true, "String", "true" }, { new DateOnly(2024, 1, 2), "String", "2024-01-02" },
        { new DateTime(2024, 1, 2), "String", "2024-01-02" }, { new DateTime(2024, 1, 2, 3, 4, 5), "String", "2024-01-02T03:04:05" }, { new byte[] { 1, 2 }, "String", "AQI=" },
        { 1, "Int64", 1L }, { (byte)1, "Int64", 1L }, { 1.0, "Int64", 1L }, { 1.0f, "Int64", 1L }, { 1.00m, "Int64", 1L }, { "1", "Int64", 1L }, { "-1", "Int64", -1L }, { "1.0", "Int64", 1L }, { "1e3", "Int64", 1000L }, { "0", "Int64", 0L },
        { true, "Int64", 1L }, { "true", "Int64", 1L }, { "9223372036854775807", "Int64", long.MaxValue }, { ulong.MaxValue >> 1, "Int64", long.MaxValue }, { new BigInteger(7), "Int64", 7L },
        { 1, "Double", 1.0 }, { 0.1m, "Double", 0.1 }, { 0.1f, "Double", 0.1 }, { "0.1", "Double", 0.1 }, { "10", "Double", 10.0 }, { "1E-5", "Double", 1e-5 }, { "NaN", "Double", double.NaN }, { "-Infinity", "Double", double.NegativeInfinity }, { 9007199254740992, "Double", 9007199254740992.0 },
        { "1.5", "Decimal(4,2)", 1.5m }, { 1.5, "Decimal(4,2)", 1.5m }, { 12, "Decimal(4,2)", 12m }, { "1.500", "Decimal(4,2)", 1.5m }, { "99.99", "Decimal(4,2)", 99.99m }, { "1234567890123456789012345678", "Decimal(28,0)", 1234567890123456789012345678m },
        { 0, "Boolean", false }, { 1, "Boolean", true }, { "0", "Boolean", false }, { "1", "Boolean", true }, { "1.0", "Boolean", true }, { "TRUE", "Boolean", true }, { "false", "Boolean", false }, { 1.0, "Boolean", true },
        { "20240102", "Date", new DateOnly(2024, 1, 2) }, { 20240102, "Date", new DateOnly(2024, 1, 2) }, { 20240102.0, "Date", new DateOnly(2024, 1, 2) }, { "2024-01-02", "Date", new DateOnly(2024, 1, 2) }, { "2024/01/02", "Date", new DateOnly(2024, 1, 2) },
        { "2024-01-02 00:00:00", "Date", new DateOnly(2024, 1, 2) }, { "2024-01-02T00:00:00", "Date", new DateOnly(2024, 1, 2) }, { new DateTime(2024, 1, 2), "Date", new DateOnly(2024, 1, 2) }, { "99991231", "Date", DateOnly.MaxValue }, { "00010101", "Date", DateOnly.MinValue },
        { "2024-01-02 03:04:05", "Timestamp", new DateTime(2024, 1, 2, 3, 4, 5) }, { "2024-01-02T03:04:05.25", "Timestamp", new DateTime(2024, 1, 2, 3, 4, 5, 250) }, { "20240102030405", "Timestamp", new DateTime(2024, 1, 2, 3, 4, 5) }, { "20240102", "Timestamp", new DateTime(2024, 1, 2) },
        { "2024-01-02 03:04", "Timestamp", new DateTime(2024, 1, 2, 3, 4, 0) }, { "20240102 03:04:05", "Timestamp", new DateTime(2024, 1, 2, 3, 4, 5) }, { new DateOnly(2024, 1, 2), "Timestamp", new DateTime(2024, 1, 2) },
        { "{\"a\": 1}", "Json", "{\"a\": 1}" }, { 1, "Json", "1" }, { true, "Json", "true" }, { "AQI=", "Binary", new byte[] { 1, 2 } }, { "", "Binary", Array.Empty<byte>() },
    };

    public static readonly TheoryData<object, string> Refused = new()
    {
        { "", "Int64" }, { "x", "Int64" }, { "1.5", "Int64" }, { 1.5, "Int64" }, { 1.5m, "Int64" }, { "000001", "Int64" }, { "007", "Double" }, { "000001", "Decimal(28,0)" }, { "9223372036854775808", "Int64" }, { ulong.MaxValue, "Int64" }, { double.NaN, "Int64" }, { 1e300, "Int64" }, { " 1", "Int64" }, { "1,000", "Int64" },
        { "9007199254740993", "Double" }, { 9007199254740993, "Double" }, { long.MaxValue, "Double" }, { "", "Double" }, { "x", "Double" }, { "1e999", "Double" },
        { "1.555", "Decimal(4,2)" }, { "100", "Decimal(4,2)" }, { 1.001, "Decimal(4,2)" }, { double.NaN, "Decimal(4,2)" }, { "0.00000000000000000000000000001", "Decimal(28,28)" }, { "1.00000000000000000000000000001", "Decimal(28,2)" }, { "", "Decimal(4,2)" },
        { 2, "Boolean" }, { "Y", "Boolean" }, { "", "Boolean" }, { 0.5, "Boolean" },
        { "2024-13-01", "Date" }, { "20240230", "Date" }, { "", "Date" }, { "2024", "Date" }, { 5, "Date" }, { true, "Date" }, { "2024-01-02 03:04:05", "Date" }, { new DateTime(2024, 1, 2, 3, 0, 0), "Date" }, { "2024-01-02T00:00:00Z", "Date" }, { 1.5, "Date" },
        { "x", "Timestamp" }, { "2024-01-02T03:04:05Z", "Timestamp" }, { "2024-01-02 25:00:00", "Timestamp" }, { "2024-01-02T03:04:05", "TimestampTz" }, { "2024-01-02", "TimestampTz" },
        { "{", "Json" }, { "", "Json" }, { "a b", "Json" }, { "%%", "Binary" },
    };

    [Theory, MemberData(nameof(Table))]
    public void The_table_holds(object? value, string type, object? expected)
    {
        Assert.True(ValueConverter.TryConvert(value, DataType.Parse(type), null, null, out var result));
        Assert.Equal(expected, result);
        if (expected is not null) Assert.Equal(expected.GetType(), result!.GetType());
    }

    [Theory, MemberData(nameof(Refused))]
    public void What_would_lose_something_is_refused(object value, string type)
    {
        Assert.False(ValueConverter.TryConvert(value, DataType.Parse(type), null, null, out var result));
        Assert.Null(result);
    }

    [Theory]
    [InlineData("2024-01-02T03:04:05Z", "2024-01-02T03:04:05Z")]
    [InlineData("2024-01-02T03:04:05+08:00", "2024-01-01T19:04:05Z")]
    [InlineData("2024-01-02 03:04:05.5 +08:00", "2024-01-01T19:04:05.5Z")]
    [InlineData("2024-01-02 03:04:05", "2024-01-01T19:04:05Z")]
    [InlineData("20240102", "2024-01-01T16:00:00Z")]
    public void Instants_come_out_as_utc_and_times_without_zone_take_the_given_one(string text, string expected)
    {
        Assert.True(ValueConverter.TryConvert(text, DataType.TimestampTz, null, Shanghai, out var result));
        Assert.Equal(DateTimeKind.Utc, ((DateTime)result!).Kind);
        Assert.Equal(expected, ValueConverter.ToText(result, DataType.TimestampTz));
    }

    [Fact]
    public void An_instant_becomes_a_time_of_the_given_zone()
    {
        Assert.True(ValueConverter.TryConvert("2024-01-02T03:04:05Z", DataType.Timestamp, null, Shanghai, out var result));
        Assert.Equal(new DateTime(2024, 1, 2, 11, 4, 5), result);
        Assert.Equal(DateTimeKind.Unspecified, ((DateTime)result!).Kind);
    }

    [Fact]
    public void A_time_that_a_zone_skips_is_refused() =>
        Assert.False(ValueConverter.TryConvert("2024-03-31 02:30:00", DataType.TimestampTz, null, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), out _));

    [Theory]
    [InlineData("02.01.2024", "dd.MM.yyyy", "Date", "2024-01-02")]
    [InlineData("202401", "yyyyMM", "Date", "2024-01-01")]
    [InlineData("20240102", "dd.MM.yyyy", "Date", "2024-01-02")]
    [InlineData("02.01.2024 03:04", "dd.MM.yyyy HH:mm", "Timestamp", "2024-01-02T03:04:00")]
    [InlineData("02.01.2024 03:04 +08:00", "dd.MM.yyyy HH:mm zzz", "TimestampTz", "2024-01-01T19:04:00Z")]
    public void A_format_is_tried_first(string text, string format, string type, string expected)
    {
        Assert.True(ValueConverter.TryConvert(text, DataType.Parse(type), format, Shanghai, out var result));
        Assert.Equal(expected, ValueConverter.ToText(result!, DataType.Parse(type)));
    }

    [Fact]
    public void A_date_becomes_text_by_its_format()
    {
        Assert.True(ValueConverter.TryConvert(new DateOnly(2024, 1, 2), DataType.String, "yyyyMMdd", null, out var result));
        Assert.Equal("20240102", result);
    }

    [Fact]
    public void Json_scalars_count_as_what_they_hold()
    {
        Assert.True(ValueConverter.TryConvert(JsonValue.Create("20240102"), DataType.Date, null, null, out var date));
        Assert.Equal(new DateOnly(2024, 1, 2), date);
        Assert.True(ValueConverter.TryConvert(JsonNode.Parse("1.0"), DataType.Int64, null, null, out var number));
        Assert.Equal(1L, number);
        Assert.True(ValueConverter.TryConvert(JsonNode.Parse("{\"a\":[1]}"), DataType.Json, null, null, out var json));
        Assert.Equal("{\"a\":[1]}", json);
        Assert.True(ValueConverter.TryConvert(JsonNode.Parse("\"x\""), DataType.Json, null, null, out json));
        Assert.Equal("\"x\"", json);
    }

    [Fact]
    public void The_text_of_every_value_reads_back_as_that_value() =>
        Batches.Gen_.Sample(batch =>
        {
            foreach (var vector in batch.Columns)
                for (var row = 0; row < batch.RowCount; row++)
                    if (vector.GetValue(row) is { } value)
                    {
                        Assert.True(ValueConverter.TryConvert(ValueConverter.ToText(value, vector.Column.Type), vector.Column.Type, null, null, out var back));
                        Assert.Null(Batches.Difference([[value]], [[back]]));
                    }
        }, iter: 200);

    [Fact]
    public void Texts_are_the_same_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("1.5", ValueConverter.ToText(1.5, DataType.Double));
            Assert.True(ValueConverter.TryConvert(1.5f, DataType.String, null, null, out var text));
            Assert.Equal("1.5", text);
            Assert.True(ValueConverter.TryConvert("1.5", DataType.Double, null, null, out var number));
            Assert.Equal(1.5, number);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
