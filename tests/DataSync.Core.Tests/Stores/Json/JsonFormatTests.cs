using System.Text;
using System.Text.Json.Nodes;
using DataSync.Stores.Json;
using DataSync.Tests.Rows;
using DataSync.Tests.Stores.Formats;
using Xunit;

namespace DataSync.Tests.Stores.Json;

public sealed class JsonFormatTests
{
    private static readonly Column Text = new("text", DataType.String), Number = new("number", DataType.Double), Raw = new("raw", DataType.Json);

    [Theory]
    [InlineData(JsonLayout.Lines, "{\"text\":\"平安\\\"\\n\",\"number\":10.0,\"raw\":{\"a\": [1,  2.50]}}\n{\"text\":null,\"number\":\"NaN\",\"raw\":null}\n{\"text\":\"\",\"number\":null,\"raw\":\"x\"}\n")]
    [InlineData(JsonLayout.Array, "[\n{\"text\":\"平安\\\"\\n\",\"number\":10.0,\"raw\":{\"a\": [1,  2.50]}},\n{\"text\":null,\"number\":\"NaN\",\"raw\":null},\n{\"text\":\"\",\"number\":null,\"raw\":\"x\"}\n]\n")]
    public async Task Objects_are_written_a_line_each(JsonLayout layout, string expected)
    {
        var rows = Batches.Of(Batches.Vector(Text, "平安\"\n", null, ""), Batches.Vector(Number, 10.0, double.NaN, null), Batches.Vector(Raw, "{\"a\": [1,\n 2.50]}", null, "\"x\""));
        Assert.Equal(expected, Encoding.UTF8.GetString(await FormatTests.WriteAsync(new JsonFormat(new() { Format = layout }), [Text, Number, Raw], rows)));
    }

    [Fact]
    public async Task Rows_without_columns_come_back()
    {
        var format = new JsonFormat(new());
        Assert.Equal("{}\n{}\n", Encoding.UTF8.GetString(await FormatTests.WriteAsync(format, [], new DataSync.Rows.RowBatch([], 2))));
        Assert.Equal([2], (await FormatTests.ReadAsync(format, "{}\n{}\n"u8.ToArray(), [])).Select(b => b.RowCount));
    }

    [Theory]
    [InlineData("", 0), InlineData("\n \n", 0), InlineData("[]", 0), InlineData("[{},{}]", 2), InlineData("\uFEFF{}\r\n\r\n{}", 2), InlineData("{} {}", 2)]
    public async Task Either_layout_is_read_with_any_space(string file, int rows) =>
        Assert.Equal(rows, (await FormatTests.ReadAsync(new JsonFormat(new()), Encoding.UTF8.GetBytes(file), [Text])).Sum(b => b.RowCount));

    [Theory]
    [InlineData("{\"other\":{\"text\":1},\"number\":2,\"text\":\"x\",\"text\":\"y\"}", "y", 2.0)]
    [InlineData("{\"te\\u0078t\":\"\\u0079\",\"number\":\"2\"}", "y", 2.0)]
    [InlineData("{\"text\":1.50}", "1.50", null)]
    [InlineData("{\"text\":{\"a\":[1]},\"number\":true}", "{\"a\":[1]}", 1.0)]
    public async Task Objects_of_other_forms_are_read(string file, string text, object? number) =>
        Assert.Null(Batches.Difference([[text, number]], (await FormatTests.ReadAsync(new JsonFormat(new()), Encoding.UTF8.GetBytes(file), [Text, Number])).Rows()));

    [Theory]
    [InlineData("1"), InlineData("[[]]"), InlineData("[1]"), InlineData("{\"text\":\"x\""), InlineData("[{}"), InlineData("{} x"), InlineData("{\"number\":\"x\"}"), InlineData("{\"number\":[1]}"), InlineData("{\"text\":\"\\ud800\"}")]
    public async Task What_is_no_row_is_an_error(string file) =>
        Assert.Equal("FileDamaged", (await Assert.ThrowsAsync<DataSyncException>(() => FormatTests.ReadAsync(new JsonFormat(new()), Encoding.UTF8.GetBytes(file), [Text, Number]))).Id);

    [Fact]
    public async Task A_long_array_is_read_in_batches_not_at_once()
    {
        var rows = Enumerable.Range(0, 100_000);
        var file = Encoding.UTF8.GetBytes($"[{string.Join(',', rows.Select(i => $"{{\"number\":{i}}}"))}]");
        var batches = await FormatTests.ReadAsync(new JsonFormat(new()), file, [Number]);
        Assert.Equal(rows.Select(i => (object)(double)i), batches.Rows().Select(r => r[0]));
        Assert.True(batches.Length > 5);
    }

    [Theory]
    [InlineData("{"), InlineData("null"), InlineData("1 2"), InlineData("")]
    public void Json_that_is_none_is_refused_with_row_and_column(string text)
    {
        var found = new JsonFormat(new()).FindUnrepresentable(Batches.Of(Batches.Vector(Raw, "1", null, text)));
        Assert.Equal((2, "raw"), (found?.Row, found?.Column));
    }

    [Fact]
    public void Settings_are_read()
    {
        Assert.Equal((".jsonl", true), (new JsonFormat(JsonFormatOptions.FromSettings(null)).Extension, new JsonFormat(new()).ToleratesOlderColumns));
        var array = new JsonFormat(JsonFormatOptions.FromSettings(new JsonObject { ["format"] = "array" }));
        Assert.Equal((".json", false), (array.Extension, array.ToleratesOlderColumns));
        Assert.Equal(".jsonl.zst", new JsonFormat(JsonFormatOptions.FromSettings(new JsonObject { ["compression"] = "zstd" })).Extension);
        Assert.Equal("BadSetting", Assert.Throws<DataSyncException>(() => JsonFormatOptions.FromSettings(new JsonObject { ["Format"] = "xml" })).Id);
        Assert.Equal("UnknownSetting", Assert.Throws<DataSyncException>(() => JsonFormatOptions.FromSettings(new JsonObject { ["Layout"] = "Lines" })).Id);
    }
}
