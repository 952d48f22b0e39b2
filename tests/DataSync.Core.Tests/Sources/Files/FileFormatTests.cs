using System.IO.Compression;
using System.Text;
using DataSync.Rows;
using DataSync.Stores.Excel;
using DataSync.Stores.Parquet;
using Xunit;

namespace DataSync.Tests.Sources.Files;

/// <summary>Rows of every format come out in the dataset's types, and what does not fit is said.</summary>
public sealed class FileFormatTests
{
    private static readonly DateOnly Day = new(2024, 1, 2);

    [Fact]
    public async Task Csv_of_any_hand_reads_by_the_datasets_types()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", "\uFEFFcode;day;close;vol\r\n000001;20240102;1.5;10\r\n\"say \"\"x\"\"\";2024-01-02;;\r\n\r\n\"\";2024/01/02;NaN;7.0\r\n");
        var result = await bench.FetchAsync();
        Assert.Null(result.Failure);
        Assert.Equal(["000001", "say \"x\"", ""], bench.Rows.Column("code"));
        Assert.Equal([Day, Day, Day], bench.Rows.Column("day"));
        Assert.Equal([1.5, null, double.NaN], bench.Rows.Column("close"));
        Assert.Equal([10L, null, 7L], bench.Rows.Column("vol"));
        Assert.Empty(result.SchemaChanges);
    }

    [Fact]
    public async Task Csv_without_header_and_of_another_encoding_reads_with_settings()
    {
        await using var bench = new FileBench(settings: """{ "header": false, "encoding": "gb18030", "delimiter": "|" }""");
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        bench.Write("a.csv", Encoding.GetEncoding("gb18030").GetBytes("平安银行|20240102|1|2\n"));
        Assert.Null((await bench.FetchAsync()).Failure);
        Assert.Equal(["平安银行"], bench.Rows.Column("code"));
    }

    [Fact]
    public async Task A_value_that_does_not_fit_is_a_change_with_its_sample()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", "code,day,close,vol\na,20240102,1,2.5\n");
        var refused = await bench.FetchAsync();
        Assert.Equal((FailureCategory.Schema, DataType.Double, "2.5"), (refused.Failure!.Category, refused.Failure.Change!.To!.Value, refused.Failure.Change.Sample));
        Assert.Contains("a.csv", refused.Failure.Message, StringComparison.Ordinal);
        var dropped = await bench.FetchAsync(policy: SchemaPolicy.Discard);
        Assert.Null(dropped.Failure);
        Assert.Equal([null], bench.Rows.Column("vol"));
    }

    [Fact]
    public async Task A_new_column_gets_the_type_its_texts_show_and_widens_where_later_ones_need_it()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", "code,day,close,vol,extra\na,20240102,1,2,5\n");
        bench.Write("b.csv", "code,day,close,vol,extra\nb,20240103,1,2,x7\n");
        var result = await bench.FetchAsync();
        Assert.Null(result.Failure);
        Assert.Equal(["5", "x7"], bench.Rows.Column("extra"));
        Assert.Equal(1, bench.Rows.Resets);
        var change = Assert.Single(result.SchemaChanges);
        Assert.Equal((SchemaChangeKind.Added, "extra", DataType.String), (change.Kind, change.Column, change.To!.Value));
        Assert.Equal(FailureCategory.Schema, (await bench.FetchAsync(policy: SchemaPolicy.Freeze)).Failure!.Category);
    }

    [Theory]
    [InlineData("lines.jsonl", "{\"code\":\"a\",\"day\":\"20240102\",\"close\":1.5}\n{\"code\":\"b\",\"day\":\"2024-01-02\",\"close\":null}\n", null)]
    [InlineData("array.json", "[{\"code\":\"a\",\"day\":\"20240102\",\"close\":1.5},{\"code\":\"b\",\"day\":\"2024-01-02\",\"close\":null}]", null)]
    [InlineData("deep.json", "{\"n\":[1,{\"items\":[0]}],\"data\":{\"more\":{\"items\":7},\"items\":[{\"code\":\"a\",\"day\":\"20240102\",\"close\":1.5},{\"code\":\"b\",\"day\":\"2024-01-02\",\"close\":null}]},\"x\":1}", """{ "records": { "path": "$.data.items" } }""")]
    [InlineData("table.json", "{\"fields\":[\"code\",\"day\",\"close\"],\"rows\":[[\"a\",\"20240102\",1.5],[\"b\",\"20240102\",null]]}", """{ "records": { "shape": "NamesAndRows", "names": "$.fields", "path": "$.rows" } }""")]
    public async Task Json_of_each_shape_reads(string name, string text, string? settings)
    {
        await using var bench = new FileBench(settings: settings);
        bench.Write(name, text);
        var result = await bench.FetchAsync(FileBench.Daily with { Columns = [.. FileBench.Daily.Columns.Take(3)] });
        Assert.Null(result.Failure);
        Assert.Equal(["a", "b"], bench.Rows.Column("code"));
        Assert.Equal([Day, Day], bench.Rows.Column("day"));
        Assert.Equal([1.5, null], bench.Rows.Column("close"));
    }

    [Theory]
    [InlineData("a.json", "[{\"code\":\"a\"},{\"code\":", null)]
    [InlineData("a.json", "{\"data\":{\"items\":{}}}", """{ "records": { "path": "$.data.items" } }""")]
    [InlineData("a.json", "[1,2]", null)]
    [InlineData("a.csv", "code,day\na\n", null)]
    [InlineData("a.csv", "code,code\na,b\n", null)]
    [InlineData("a.csv", "code\n\"a\n", null)]
    [InlineData("a.xlsx", "no workbook", null)]
    [InlineData("a.parquet", "no parquet file at all", null)]
    [InlineData("a.dat", "code\na\n", """{ "files": "*.dat" }""")]
    public async Task A_file_that_cannot_be_read_fails_by_name(string name, string text, string? settings)
    {
        await using var bench = new FileBench(settings: settings);
        bench.Write(name, text);
        var failure = (await bench.FetchAsync()).Failure!;
        Assert.Equal(FailureCategory.Fatal, failure.Category);
        Assert.StartsWith(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_are_said_with_the_fix()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", [.. "code,day,close,vol\n"u8, 0xC6, 0xBD, 0xB0, 0xB2, .. ",20240102,1,2\n"u8]);
        Assert.Contains("encoding", (await bench.FetchAsync()).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compressed_files_and_archives_read_as_what_is_in_them()
    {
        await using var bench = new FileBench();
        var text = Encoding.UTF8.GetBytes("code,day,close,vol\na,20240102,1,2\n");
        bench.Write("a.csv.gz", Gzip(text));
        bench.Write("b.csv.gz", [.. Gzip("code,day,close,vol\nb,20240102,"u8.ToArray()), .. Gzip("1,2\n"u8.ToArray())]);
        using (var zstd = new ZstdSharp.Compressor()) bench.Write("c.csv.zst", zstd.Wrap(Encoding.UTF8.GetBytes("code,day,close,vol\nc,20240102,1,2\n")).ToArray());
        using (var archive = ZipFile.Open(Path.Combine(bench.Drop, "d.zip"), ZipArchiveMode.Create))
        {
            foreach (var (name, body) in new[] { ("one/d.csv", "code,day,close,vol\nd,20240102,1,2\n"), ("e.jsonl", "{\"code\":\"e\"}"), ("readme.md", "no rows") })
            {
                using var stream = archive.CreateEntry(name).Open();
                stream.Write(Encoding.UTF8.GetBytes(body));
            }
        }
        var result = await bench.FetchAsync();
        Assert.Null(result.Failure);
        Assert.Equal(["a", "b", "c", "e", "d"], bench.Rows.Column("code"));
        await bench.FetchAsync(FileBench.With("""{ "files": "d.zip", "entry": "one/*.csv" }"""));
        Assert.Equal(["d"], bench.Rows.Column("code"));
    }

    [Fact]
    public async Task A_compressed_file_that_was_cut_short_is_no_whole_one()
    {
        await using var bench = new FileBench();
        var gzip = Gzip(Encoding.UTF8.GetBytes("code,day,close,vol\n" + string.Concat(Enumerable.Range(0, 500).Select(i => $"c{i},20240102,{i},2\n"))));
        bench.Write("a.csv.gz", gzip[..^20]);
        Assert.Equal(FailureCategory.Fatal, (await bench.FetchAsync()).Failure!.Category);
    }

    [Fact]
    public async Task Parquet_and_workbooks_read_as_their_writers_wrote_them()
    {
        await using var bench = new FileBench();
        var vectors = FileBench.Daily.Columns.Select(c => ColumnVector.Create(c)).ToArray();
        foreach (var (value, vector) in new object[] { "a", Day, 1.5, 7L }.Zip(vectors)) vector.AppendObject(value);
        foreach (var vector in vectors) vector.AppendNull();
        var batch = new RowBatch(vectors, 2);
        foreach (var format in new DataSync.Stores.Files.IFileFormat[] { new ParquetFormat(new()), new ExcelFormat(new()) })
        {
            await using var file = File.Create(Path.Combine(bench.Drop, "a" + format.Extension));
            await using var writer = format.CreateWriter(file, FileBench.Daily.Columns);
            await writer.WriteAsync(batch, TestContext.Current.CancellationToken);
            await writer.FinishAsync(TestContext.Current.CancellationToken);
        }
        foreach (var (name, rows) in new[] { ("a.parquet", 2), ("a.xlsx", 1) })
        {
            var result = await bench.FetchAsync(arguments: ("file", name));
            Assert.Null(result.Failure);
            Assert.Equal(rows, result.Rows); // a row of nothing is none in a sheet
            Assert.Equal(["a", (object)Day, 1.5, 7L], FileBench.Daily.Columns.Select(c => bench.Rows.Column(c.Name)[0]));
        }
    }

    [Fact]
    public async Task The_first_rows_are_all_that_is_read_where_no_more_are_wanted()
    {
        await using var bench = new FileBench();
        bench.Write("a.csv", "code,day,close,vol\na,20240102,1,2\nb,20240102,1,2\n");
        bench.Write("b.csv", "broken");
        Assert.Equal(1, (await bench.FetchAsync(first: 1)).Rows);
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal)) gzip.Write(bytes);
        return stream.ToArray();
    }
}
