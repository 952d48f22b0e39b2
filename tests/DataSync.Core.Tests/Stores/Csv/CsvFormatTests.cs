using System.Text;
using System.Text.Json.Nodes;
using DataSync.Stores.Compression;
using DataSync.Stores.Csv;
using DataSync.Tests.Rows;
using DataSync.Tests.Stores.Formats;
using Xunit;

namespace DataSync.Tests.Stores.Csv;

public sealed class CsvFormatTests
{
    private static readonly Column Text = new("text", DataType.String), Number = new("number", DataType.Double), Day = new("day", DataType.Date);

    [Fact]
    public async Task The_text_is_that_of_rfc_4180()
    {
        Column[] columns = [Text, Number, new("a,\"b\"", DataType.Decimal(9, 2)), new("flag", DataType.Boolean), Day, new("clock", DataType.Timestamp), new("instant", DataType.TimestampTz), new("bytes", DataType.Binary)];
        var rows = Batches.Of(
            Batches.Vector(columns[0], "平安", "a,b", "say \"x\"\n", "", null), Batches.Vector(columns[1], 10.0, 0.1, double.NaN, double.NegativeInfinity, null), Batches.Vector(columns[2], 1.50m, -0.01m, 0m, 7m, null),
            Batches.Vector(columns[3], true, false, true, false, null), Batches.Vector(columns[4], new DateOnly(2024, 1, 2), new DateOnly(1, 1, 1), DateOnly.MaxValue, new DateOnly(1969, 12, 31), null),
            Batches.Vector(columns[5], new DateTime(2024, 1, 2, 3, 4, 5), new DateTime(2024, 1, 2).AddTicks(1), new DateTime(2024, 1, 2, 3, 4, 5, 120), new DateTime(2024, 1, 2, 10, 20, 30), null),
            Batches.Vector(columns[6], DateTime.UnixEpoch, DateTime.UnixEpoch.AddMilliseconds(5), DateTime.UnixEpoch, DateTime.UnixEpoch, null), Batches.Vector(columns[7], new byte[] { 1, 2 }, Array.Empty<byte>(), new byte[] { 0 }, new byte[] { 255 }, null));
        var text = Encoding.UTF8.GetString(await FormatTests.WriteAsync(new CsvFormat(new()), columns, rows));
        Assert.Equal(
            """"
            text,number,"a,""b""",flag,day,clock,instant,bytes
            平安,10.0,1.50,true,2024-01-02,2024-01-02T03:04:05,1970-01-01T00:00:00Z,AQI=
            "a,b",0.1,-0.01,false,0001-01-01,2024-01-02T00:00:00.0000001,1970-01-01T00:00:00.005Z,""
            "say ""x""
            ",NaN,0,true,9999-12-31,2024-01-02T03:04:05.12,1970-01-01T00:00:00Z,AA==
            "",-Infinity,7,false,1969-12-31,2024-01-02T10:20:30,1970-01-01T00:00:00Z,/w==
            ,,,,,,,

            """".ReplaceLineEndings("\n"), text);
    }

    [Theory]
    [InlineData("", "\"\",1.0,\n,,AQI=\n\"NULL\",,\"\"\n\"\\N\",,\"NULL\"\n")]
    [InlineData("NULL", "\"\",1.0,NULL\nNULL,NULL,AQI=\n\"NULL\",NULL,\"\"\n\"\\N\",NULL,\"NULL\"\n")]
    [InlineData("\\N", "\"\",1.0,\\N\n\\N,\\N,AQI=\n\"NULL\",\\N,\"\"\n\"\\N\",\\N,\"NULL\"\n")]
    public async Task Null_is_what_the_setting_says_and_is_read_under_any_setting(string none, string expected)
    {
        Column bytes = new("bytes", DataType.Binary);
        var rows = Batches.Of(Batches.Vector(Text, "", null, "NULL", "\\N"), Batches.Vector(Number, 1.0, null, null, null), Batches.Vector(bytes, null, new byte[] { 1, 2 }, Array.Empty<byte>(), Convert.FromBase64String("NULL")));
        var file = await FormatTests.WriteAsync(new CsvFormat(new() { Null = none }), [Text, Number, bytes], rows);
        Assert.Equal("text,number,bytes\n" + expected, Encoding.UTF8.GetString(file));
        foreach (var other in CsvFormatOptions.Nulls)
            Assert.Null(Batches.Difference(new[] { rows }.Rows(), (await FormatTests.ReadAsync(new CsvFormat(new() { Null = other }), file, [Text, Number, bytes])).Rows()));
    }

    [Fact]
    public async Task A_file_of_another_delimiter_is_an_error_and_not_rows_of_nulls()
    {
        var file = await FormatTests.WriteAsync(new CsvFormat(new() { Delimiter = ';' }), [Text, Number], Batches.Of(Batches.Vector(Text, "x"), Batches.Vector(Number, 1.0)));
        var error = await Assert.ThrowsAsync<DataSyncException>(() => FormatTests.ReadAsync(new CsvFormat(new()), file, [Text, Number]));
        Assert.Contains("Delimiter", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text,number,day\nx,1.5,20240102\n", null)]
    [InlineData("text,number,day\r\nx,1.5,2024/01/02\r\n", null)]
    [InlineData("\uFEFFday,number,text\n2024-01-02,1.5,x", null)]
    [InlineData("text,number,day\nx,abc,2024-01-02\n", "record 1, column number: 'abc' is no Double")]
    [InlineData("text,number,day\nx,1.5,2024-01-02\nx,1.5,2024-02-30\n", "record 2, column day")]
    [InlineData("text,number,day\nx,1.5\n", "is no CSV")]
    [InlineData("text,number,day\n\"x,1.5,2024-01-02\n", "is no CSV")]
    public async Task Files_edited_by_hand_read_right_or_say_what_is_wrong(string file, string? error)
    {
        var reading = async () => (await FormatTests.ReadAsync(new CsvFormat(new()), Encoding.UTF8.GetBytes(file), [Text, Number, Day])).Rows();
        if (error is null) Assert.Null(Batches.Difference([["x", 1.5, new DateOnly(2024, 1, 2)]], await reading()));
        else Assert.Contains(error, (await Assert.ThrowsAsync<DataSyncException>(reading)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_an_error() =>
        Assert.Equal("FileDamaged", (await Assert.ThrowsAsync<DataSyncException>(() => FormatTests.ReadAsync(new CsvFormat(new()), [.. "text\n"u8, 0xff, 0xfe, (byte)'\n'], [Text]))).Id);

    [Fact]
    public void Rows_without_columns_are_refused() => Assert.NotNull(new CsvFormat(new()).FindUnrepresentable(new([], 1)));

    [Fact]
    public void Settings_are_read()
    {
        Assert.Equal(new CsvFormatOptions(), CsvFormatOptions.FromSettings(null));
        Assert.Equal(new CsvFormatOptions { Delimiter = ';', Bom = true }, CsvFormatOptions.FromSettings(new JsonObject { ["delimiter"] = ";", ["BOM"] = true }));
        Assert.Equal(new CsvFormatOptions { Null = "\\N", Compression = FileCompression.Gzip }, CsvFormatOptions.FromSettings(new JsonObject { ["null"] = "\\N", ["compression"] = "gzip" }));
        Assert.Equal((".csv", ".csv.gz", ".csv.zst"), (new CsvFormat(new()).Extension, new CsvFormat(new() { Compression = FileCompression.Gzip }).Extension, new CsvFormat(new() { Compression = FileCompression.Zstd }).Extension));
    }

    [Theory]
    [InlineData("{\"Delimiter\":\"ab\"}", "BadSetting"), InlineData("{\"Delimiter\":\"\\\"\"}", "BadSetting"), InlineData("{\"Delimiter\":1}", "BadSetting"), InlineData("{\"Bom\":\"yes\"}", "BadSetting"), InlineData("{\"Null\":\"null\"}", "BadSetting"), InlineData("{\"Compression\":\"lz4\"}", "BadSetting"), InlineData("{\"Separator\":\";\"}", "UnknownSetting")]
    public void Wrong_settings_are_refused(string settings, string id)
    {
        var error = Assert.Throws<DataSyncException>(() => CsvFormatOptions.FromSettings(JsonNode.Parse(settings)!.AsObject()));
        Assert.Equal(id, error.Id);
        Assert.NotNull(error.Advice);
    }
}
