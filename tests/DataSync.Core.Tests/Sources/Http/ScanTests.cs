using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;
using DataSync.Rows;
using DataSync.Sources.Answers;
using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>Rows read straight over the bytes are those that the full reader reads, and what it refuses is refused.</summary>
public sealed class ScanTests
{
    private static readonly string[] Names = ["s", "d", "i", "x", "b", "t", "m", "j", "other", "价格"];
    private static readonly Dataset Dataset = new()
    {
        Name = "d",
        Columns =
        [
            new("s", DataType.String), new("d", DataType.Date), new("i", DataType.Int64), new("x", DataType.Double), new("b", DataType.Boolean),
            new("t", DataType.Timestamp), new("m", DataType.Decimal(18, 4)), new("j", DataType.Json), new("价格", DataType.Double),
        ],
    };

    private static readonly Gen<string> Space = Gen.Frequency((12, Gen.Const("")), (2, Gen.Const(" ")), (1, One("\n", "\t ", "\r\n  ")));

    private static readonly Gen<string> Value = Gen.Frequency(
        (4, Gen.Double[-1e6, 1e6].Select(v => Math.Round(v, 3).ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Long.Select(v => v.ToString(CultureInfo.InvariantCulture))),
        (3, Gen.Int[0, 99999].Select(v => $"{v}")),
        (3, One("\"000001.SZ\"", "\"20240102\"", "\"2024-01-02\"", "\"2024-01-02 03:04:05\"", "\"\"", "\"中文 名\"")),
        (3, Gen.Const("null")),
        (1, One("true", "false", "0", "1", "-0", "-0.0", "1e5", "1.5E-3", "9007199254740993", "12345678901234567890", "0.1234567890123456789")),
        (1, One("\"a\\\"b\"", "\"\\u4e2d\"", "\"\\n\"", "\"1.5\"", "\"20241301\"", "{}", "{\"a\":[1,{\"b\":2}]}", "[]", "[1,[2]]")),
        // no JSON
        (1, Gen.Frequency((30, Gen.Const("7")), (1, One("", "01", "-", "1.", ".5", "+1", "nul", "NaN", "\"open", "\"tab\tin\"", "1 2", "'a'", "]", "}", ",", "//x", "1e", "--1")))));

    private static readonly Gen<string> ArrayRow = Gen.Select(Value.Array[4], Space, Space, Gen.Frequency((60, Gen.Const(4)), (1, One(0, 3, 5))))
        .Select((values, before, after, count) => $"[{before}{string.Join($"{after},{before}", values.Concat(values).Take(count))}{after}]");

    private static readonly Gen<string> ObjectRow = Gen.Select(Gen.Shuffle(Names, 0, Names.Length), Value.Array[10], Space, Space, Gen.Frequency((20, Gen.Const(":")), (1, One("", "::", "=", " : "))))
        .Select((names, values, before, after, colon) => $"{{{before}{string.Join($"{after},{before}", names.Zip(values, (n, v) => $"\"{(n == "价格" && v.Length > 3 ? "\\u4ef7格" : n)}\"{colon}{v}"))}{after}}}");

    [Fact]
    public void Arrays_are_read_alike() => Gen.Select(Gen.Shuffle(Names, 4), Rows(ArrayRow)).Sample((names, json) => Alike(json, names), iter: 20_000);

    [Fact]
    public void Objects_are_read_alike() => Rows(ObjectRow).Sample(json => Alike(json, null), iter: 20_000);

    [Theory]
    [InlineData("""[["a",1],["b",2]""")]
    [InlineData("""[["a",1],["b",2],]""")]
    [InlineData("""[["a",1],]""")]
    [InlineData("""[["a",1] ["b",2]]""")]
    [InlineData("""[["a",1],["b"]]""")]
    [InlineData("""[["a",1],["b",2,3]]""")]
    [InlineData("""[["a",1],{"s":"b"}]""")]
    [InlineData("""[["a",1],null]""")]
    [InlineData("""[["a",1],["b",2]}""")]
    [InlineData("""[["a",1,],["b",2]]""")]
    [InlineData("""[,["a",1]]""")]
    [InlineData("""[["a",1],["b",2]]]""")]
    [InlineData("[ ]")]
    [InlineData("[")]
    public void What_is_wrong_with_rows_is_told_alike(string json) => Alike(json, ["s", "i"]);

    [Fact]
    public void Bytes_that_are_no_text_are_told_alike()
    {
        byte[] wrong = [.. "[[\""u8, 0xC3, 0x28, .. "\",1]]"u8];
        Alike(wrong, ["s", "i"]);
        Alike(wrong, ["other", "i"]);
        Alike([.. "[{\""u8, 0xC3, 0x28, .. "\":1}]"u8], null);
    }

    private static Gen<string> Rows(Gen<string> row) => Gen.Select(row.Array[0, 6], Space, Gen.Frequency((20, Gen.Const("]")), (1, One("", ",]", "]]", "}")))).Select((rows, space, end) => $"[{string.Join($"{space},{space}", rows)}{end}");

    private static Gen<T> One<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static void Alike(string json, string[]? names) => Alike(Encoding.UTF8.GetBytes(json), names);

    private static void Alike(byte[] json, string[]? names) => Assert.Equal(Decode(json, names, scans: false), Decode(json, names, scans: true));

    /// <summary>What comes of rows: columns, values, what did not fit, where the rows end, or the error.</summary>
    private static string Decode(byte[] json, string[]? names, bool scans)
    {
        var rows = new RowDecoder(new AnswerSchema(Dataset, SchemaPolicy.Evolve), new(new StringPool(64), TimeZoneInfo.Utc, 4), RecordPath.Parse("$"));
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var offset = 0;
            if (scans && rows.Scan(json.AsSpan(1), names) is > 0 and var taken)
            {
                offset = 1 + taken;
                reader = new Utf8JsonReader(json.AsSpan(offset), isFinalBlock: true, reader.CurrentState);
            }
            rows.Decode(ref reader, names);
            var end = offset + reader.BytesConsumed;
            while (reader.Read()) { }
            var decoded = rows.Finish(json.AsSpan(0, (int)end), names is null ? RecordShape.Objects : RecordShape.NamesAndRows);
            var columns = decoded.Batch?.Columns.Select(v => $"{v.Column.Name} {v.Column.Type}: {string.Join('|', Enumerable.Range(0, v.Count).Select(r => Convert.ToString(v.GetValue(r), CultureInfo.InvariantCulture) ?? "null"))}").Order(StringComparer.Ordinal).ToList();
            return $"{rows.Count} rows to {end}; {decoded.Failure?.Message} {decoded.Restart}\n{string.Join('\n', columns ?? [])}";
        }
        catch (JsonException)
        {
            return "no JSON";
        }
        catch (Exception e) when (e is AnswerFormatException or InvalidOperationException or DecoderFallbackException)
        {
            return e.Message;
        }
    }
}
