using CsCheck;
using DataSync.Rows;
using DataSync.Stores.Compression;
using DataSync.Stores.Csv;
using DataSync.Stores.Excel;
using DataSync.Stores.Files;
using DataSync.Stores.Json;
using DataSync.Stores.Parquet;
using DataSync.Tests.Rows;
using Xunit;

namespace DataSync.Tests.Stores.Formats;

/// <summary>What holds for every file format: the exact round trip, or the exact refusal.</summary>
public sealed class FormatTests
{
    public static readonly TheoryData<string> Formats = ["csv", "csv;", "csv NULL", "csv gzip", "csv zstd", "jsonl", "jsonl gzip", "jsonl zstd", "json", "json gzip", "xlsx", "xlsx, short sheets", "zstd", "snappy", "gzip", "none"];

    internal static IFileFormat Create(string name) => name switch
    {
        "csv" => new CsvFormat(new()),
        "csv;" => new CsvFormat(new() { Delimiter = ';', Bom = true }),
        "csv NULL" => new CsvFormat(new() { Null = "NULL" }),
        "csv gzip" => new CsvFormat(new() { Compression = FileCompression.Gzip }),
        "csv zstd" => new CsvFormat(new() { Compression = FileCompression.Zstd, Null = "\\N" }),
        "jsonl" => new JsonFormat(new()),
        "jsonl gzip" => new JsonFormat(new() { Compression = FileCompression.Gzip }),
        "jsonl zstd" => new JsonFormat(new() { Compression = FileCompression.Zstd }),
        "json gzip" => new JsonFormat(new() { Format = JsonLayout.Array, Compression = FileCompression.Gzip }),
        "json" => new JsonFormat(new() { Format = JsonLayout.Array }),
        "xlsx" => new ExcelFormat(new()),
        "xlsx, short sheets" => new ExcelFormat(new() { SheetRows = 18 }),
        _ => new ParquetFormat(new() { Codec = Enum.Parse<ParquetCodec>(name, ignoreCase: true), RowGroupRows = 50 }),
    };

    internal static async Task<byte[]> WriteAsync(IFileFormat format, IReadOnlyList<Column> columns, params RowBatch[] batches)
    {
        var stream = new MemoryStream();
        await using var writer = format.CreateWriter(stream, columns);
        foreach (var batch in batches) await writer.WriteAsync(batch, default);
        await writer.FinishAsync(default);
        return stream.ToArray();
    }

    internal static async Task<RowBatch[]> ReadAsync(IFileFormat format, byte[] bytes, IReadOnlyList<Column> columns) =>
        await format.ReadAsync(new MemoryStream(bytes), columns, default).ToArrayAsync();

    [Theory, MemberData(nameof(Formats))]
    public async Task Rows_of_all_kinds_come_back(string name)
    {
        var format = Create(name);
        await Batches.GenMany.SampleAsync(async batches =>
        {
            foreach (var batch in batches) Assert.Null(format.FindUnrepresentable(batch, UnrepresentablePolicy.Text));
            var back = await ReadAsync(format, await WriteAsync(format, Batches.AllKinds, batches), Batches.AllKinds);
            Assert.Null(Batches.Difference(batches.Rows(), back.Rows()));
        }, iter: 60);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_single_column_comes_back(string name)
    {
        var format = Create(name);
        foreach (var column in Batches.AllKinds)
            await Batches.Gen_.Select(batch => Batches.Of(batch.Columns[Array.IndexOf(Batches.AllKinds, column)])).SampleAsync(async batch =>
            {
                var back = await ReadAsync(format, await WriteAsync(format, [column], batch), [column]);
                Assert.Null(Batches.Difference(new[] { batch }.Rows(), back.Rows()));
            }, iter: 5);
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Wanted_columns_come_in_the_wanted_order_and_missing_ones_are_null(string name)
    {
        var format = Create(name);
        Column a = new("a", DataType.Int64), b = new("b", DataType.String), c = new("c", DataType.Double), d = new("d", DataType.Date);
        var bytes = await WriteAsync(format, [a, b, c], Batches.Of(Batches.Vector(a, 1L, null), Batches.Vector(b, "x", "y"), Batches.Vector(c, null, 2.5)));
        var back = await ReadAsync(format, bytes, [c, d, a]);
        Assert.Null(Batches.Difference([[null, null, 1L], [2.5, null, null]], back.Rows()));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_widened_column_reads_as_its_new_type(string name)
    {
        var format = Create(name);
        Column whole = new("whole", DataType.Int64), day = new("day", DataType.Date), price = new("price", DataType.Decimal(9, 2)), flag = new("flag", DataType.Boolean);
        var bytes = await WriteAsync(format, [whole, day, price, flag], Batches.Of(Batches.Vector(whole, 7L, null), Batches.Vector(day, new DateOnly(2024, 1, 2), null), Batches.Vector(price, 1.50m, null), Batches.Vector(flag, true, null)));

        var back = await ReadAsync(format, bytes, [whole with { Type = DataType.Double }, day with { Type = DataType.Timestamp }, price with { Type = DataType.Decimal(18, 4) }, flag with { Type = DataType.Int64 }]);
        Assert.Null(Batches.Difference([[7.0, new DateTime(2024, 1, 2), 1.50m, 1L], [null, null, null, null]], back.Rows()));

        back = await ReadAsync(format, bytes, [whole with { Type = DataType.String }, day with { Type = DataType.String }, flag with { Type = DataType.String }]);
        Assert.Null(Batches.Difference([["7", "2024-01-02", "true"], [null, null, null]], back.Rows()));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_file_without_rows_reads_as_none(string name)
    {
        var format = Create(name);
        Assert.Empty(await ReadAsync(format, await WriteAsync(format, Batches.AllKinds), Batches.AllKinds));
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task Long_texts_and_many_rows_come_back(string name)
    {
        var format = Create(name);
        Column text = new("text", DataType.String), number = new("n", DataType.Int64);
        var length = format is ExcelFormat ? (1 << 15) - 2 : 1 << 20;
        var long_ = Batches.Of(Batches.Vector(text, new string('x', length), new string('长', length), "\"" + new string('\n', length)), Batches.Vector(number, 1L, 2L, 3L));
        var many = Batches.Of(Batches.Vector(text, Enumerable.Range(0, 40_000).Select(i => i % 5 == 0 ? null : (object)$"row \"{i % 1000}\"")), Batches.Vector(number, Enumerable.Range(0, 40_000).Select(i => (object)(long)i)));
        var back = await ReadAsync(format, await WriteAsync(format, [text, number], long_, many, long_), [text, number]);
        Assert.Null(Batches.Difference(new[] { long_, many, long_ }.Rows(), back.Rows()));
    }

    [Theory, MemberData(nameof(Formats))]
    public void Half_a_surrogate_pair_is_refused_with_row_and_column(string name)
    {
        Column text = new("text", DataType.String);
        foreach (var bad in new[] { "a\uD83D", "\uDE00b", "\uD83D\uD83D\uDE00", "\uFFFD\uD800" })
        {
            var found = Create(name).FindUnrepresentable(Batches.Of(Batches.Vector(text, "😀", null, bad)));
            Assert.Equal((2, "text"), (found?.Row, found?.Column));
        }
    }

    [Theory, MemberData(nameof(Formats))]
    public async Task A_file_cut_short_is_an_error_and_not_fewer_rows_or_wrong_ones(string name)
    {
        var format = Create(name);
        Column text = new("text", DataType.String), number = new("n", DataType.Int64);
        var batch = Batches.Of(Batches.Vector(text, "one", "two", "three"), Batches.Vector(number, 1L, 2L, 3L));
        var bytes = await WriteAsync(format, [text, number], batch);
        var isText = name is "csv" or "csv;" or "csv NULL" or "jsonl" or "json";
        foreach (var cut in isText ? [name == "json" ? 5 : 3] : Enumerable.Range(1, bytes.Length / 2)) // of a text within the last row
        {
            var error = await Record.ExceptionAsync(() => ReadAsync(format, bytes[..^cut], [text, number]));
            Assert.True(error is DataSyncException { Id: "FileDamaged" }, $"{cut} bytes: {error}");
        }
    }
}
