using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClosedXML.Excel;
using CsCheck;
using DataSync.Rows;
using DataSync.Stores.Excel;
using DataSync.Stores.Files;
using DataSync.Tests.Rows;
using DataSync.Tests.Stores.Formats;
using Xunit;

namespace DataSync.Tests.Stores.Excel;

public sealed class ExcelFormatTests
{
    private static readonly Column Code = new("ts_code", DataType.String), Day = new("trade_date", DataType.Date), Close = new("close", DataType.Double), Volume = new("vol", DataType.Int64);

    [Fact]
    public async Task ClosedXml_finds_the_types_the_values_and_the_formats()
    {
        Column[] columns = [Code, Day, new("clock", DataType.Timestamp), new("instant", DataType.TimestampTz), Close, Volume, new("amount", DataType.Decimal(18, 4)), new("flag", DataType.Boolean), new("bytes", DataType.Binary), new("json", DataType.Json)];
        using var book = await OpenAsync(new ExcelFormat(new(), "daily"), columns, Batches.Of(
            Batches.Vector(Code, "000001", "=1+1"), Batches.Vector(Day, new DateOnly(2024, 1, 2), new DateOnly(1900, 3, 1)),
            Batches.Vector(columns[2], new DateTime(2024, 1, 2, 3, 4, 5), new DateTime(2024, 1, 2, 3, 4, 5, 678)), Batches.Vector(columns[3], DateTime.UnixEpoch, new DateTime(9999, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc)),
            Batches.Vector(Close, 10.0, -0.1), Batches.Vector(Volume, 999_999_999_999_999, -1L), Batches.Vector(columns[6], 1.5m, -12345678901.2345m), Batches.Vector(columns[7], true, false),
            Batches.Vector(columns[8], new byte[] { 1, 2 }, Array.Empty<byte>()), Batches.Vector(columns[9], "{\"a\":1}", "[]")));
        var sheet = book.Worksheets.First();
        Assert.Equal("daily", sheet.Name);
        Assert.Equal(columns.Select(c => c.Name), Enumerable.Range(1, columns.Length).Select(c => sheet.Cell(1, c).GetString()));
        Assert.Equal(
            [XLDataType.Text, XLDataType.DateTime, XLDataType.DateTime, XLDataType.DateTime, XLDataType.Number, XLDataType.Number, XLDataType.Number, XLDataType.Boolean, XLDataType.Text, XLDataType.Text],
            Enumerable.Range(1, columns.Length).Select(c => sheet.Cell(2, c).DataType));
        Assert.Equal(["000001", "=1+1"], Cells(1, c => c.GetString()));
        Assert.Equal([new DateTime(2024, 1, 2), new DateTime(1900, 3, 1)], Cells(2, c => c.GetDateTime()));
        Assert.Equal([new DateTime(2024, 1, 2, 3, 4, 5), new DateTime(2024, 1, 2, 3, 4, 5, 678)], Cells(3, c => c.GetDateTime()));
        Assert.Equal([DateTime.UnixEpoch, new DateTime(9999, 12, 31, 23, 59, 59, 999)], Cells(4, c => c.GetDateTime()));
        Assert.Equal([10.0, -0.1], Cells(5, c => c.GetDouble()));
        Assert.Equal([999_999_999_999_999, -1], Cells(6, c => c.GetDouble()));
        Assert.Equal([1.5, -12345678901.2345], Cells(7, c => c.GetDouble()));
        Assert.Equal([true, false], Cells(8, c => c.GetBoolean()));
        Assert.Equal(["AQI=", ""], Cells(9, c => c.GetString()));
        Assert.Equal(["yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd\\ hh:mm:ss\"Z\"", "0.0000"], new[] { 2, 3, 4, 7 }.Select(c => sheet.Cell(2, c).Style.NumberFormat.Format));
        Assert.Equal("yyyy\\-mm\\-dd\\ hh:mm:ss.000", sheet.Cell(3, 3).Style.NumberFormat.Format);
        Assert.DoesNotContain(sheet.CellsUsed(), c => c.HasFormula);

        T[] Cells<T>(int column, Func<IXLCell, T> read) => [read(sheet.Cell(2, column)), read(sheet.Cell(3, column))];
    }

    [Fact]
    public async Task The_header_is_frozen_and_bold_and_columns_are_as_wide_as_their_texts()
    {
        using var book = await OpenAsync(new ExcelFormat(new()), [Code, Day], Batches.Of(Batches.Vector(Code, new string('x', 30)), Batches.Vector(Day, new DateOnly(2024, 1, 2))));
        var sheet = book.Worksheets.First();
        Assert.Equal((1, 0), (sheet.SheetView.SplitRow, sheet.SheetView.SplitColumn));
        Assert.True(sheet.Cell(1, 1).Style.Font.Bold);
        Assert.False(sheet.Cell(2, 1).Style.Font.Bold);
        // two more than the text, of which ClosedXML takes off a cell's padding
        Assert.Equal((31, 11), (Math.Round(sheet.Column(1).Width), Math.Round(sheet.Column(2).Width)));
    }

    [Fact]
    public async Task The_note_is_out_of_sight()
    {
        using var book = await OpenAsync(new ExcelFormat(new(), "daily"), [Code, new("amount", DataType.Decimal(18, 4))]);
        Assert.Equal([("daily", XLWorksheetVisibility.Visible), ("_datasync", XLWorksheetVisibility.VeryHidden)], book.Worksheets.Select(s => (s.Name, s.Visibility)));
        Assert.Equal(["ts_code", "String", "daily", "amount", "Decimal(18,4)"], book.Worksheet("_datasync").RowsUsed().Skip(1).SelectMany(r => r.CellsUsed()).Select(c => c.GetString()));
    }

    [Fact]
    public async Task Rows_that_fill_a_sheet_go_on_in_the_next_under_the_same_header()
    {
        var rows = Batches.Of(Batches.Vector(Volume, Enumerable.Range(0, 10).Select(i => (object)(long)i)));
        var format = new ExcelFormat(new() { SheetRows = 4 }, "daily");
        using var book = await OpenAsync(format, [Volume], rows);
        Assert.Equal(["daily: vol 0 1 2", "daily (2): vol 3 4 5", "daily (3): vol 6 7 8", "daily (4): vol 9"], book.Worksheets.SkipLast(1).Select(s => $"{s.Name}: {string.Join(' ', s.CellsUsed().Select(c => c.GetString()))}"));
        var full = await FormatTests.WriteAsync(format, [Volume], rows.Gather([0, 1, 2]));
        using var one = new XLWorkbook(new MemoryStream(full));
        Assert.Equal(2, one.Worksheets.Count);
    }

    [Fact]
    public async Task A_workbook_saved_by_another_program_reads_the_same()
    {
        var format = new ExcelFormat(new() { SheetRows = 40 }, "all kinds");
        Column[] columns = [.. Batches.AllKinds, new("last", DataType.Int64)]; // no program keeps empty rows at the end
        await Batches.Gen_.Array[3].SampleAsync(async batches =>
        {
            RowBatch[] all = [.. batches.Select(b => new RowBatch([.. b.Columns.Select(Tame), Batches.Vector(columns[^1], Enumerable.Range(0, b.RowCount).Select(i => (object)(long)i))], b.RowCount))];
            using var book = new XLWorkbook(new MemoryStream(await FormatTests.WriteAsync(format, columns, all)));
            book.AddWorksheet("my own").Cell(1, 1).Value = "not data";
            var saved = new MemoryStream();
            book.SaveAs(saved);
            Assert.Null(Batches.Difference(all.Rows(), (await FormatTests.ReadAsync(format, saved.ToArray(), columns)).Rows()));
        }, iter: 15);

        // ClosedXML keeps 15 digits of a number, half the escapes of a text, and no empty text
        static ColumnVector Tame(ColumnVector vector) => Batches.Vector(vector.Column, Enumerable.Range(0, vector.Count).Select(vector.GetValue).Select(value => value switch
        {
            double number => double.IsFinite(number) && Math.Abs(number) < 1e15 ? Math.Round(number, 2) + 0.0 : 1.5,
            string text when vector.Column.Type.Kind == DataKind.String => "t" + Regex.Replace(text, "[^ -~\u4e00-\u9fff]", ""),
            byte[] { Length: 0 } => new byte[] { 1 },
            DateTime time when time.Ticks % TimeSpan.TicksPerSecond != 0 => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond)),
            _ => value,
        }));
    }

    [Theory]
    [InlineData("<c r=\"A2\" t=\"str\"><v>x</v></c><c r=\"B2\"><v>45293</v></c><c r=\"C2\"><v>0.10000000000000001</v></c>", null)]
    [InlineData("<c t=\"inlineStr\"><is><r><t>x</t></r><rPh><t>no</t></rPh><rPh><t>no</t></rPh></is></c><c t=\"str\"><f>A1</f><v>2024-01-02</v></c><c t=\"str\"><v>0.1</v></c>", null)]
    [InlineData("<c t=\"str\"><v>x</v></c><c><v>20240102</v></c><c><v>1E-1</v></c>", null)]
    [InlineData("<c t=\"str\"><v>x</v></c><c><v>45293.5</v></c>", "sheet 'data', row 2: column trade_date: '45293.5' is no Date")]
    [InlineData("<c t=\"e\"><v>#N/A</v></c>", "column ts_code: '#N/A' is no String")]
    [InlineData("<c r=\"C2\"><v>1</v></c><c r=\"B2\"><v>1</v></c>", "out of order")]
    [InlineData("<c r=\"A2\" t=\"s\"><v>3</v></c>", "no shared text 3")]
    [InlineData("<c r=\"A2\"><v>", "FileDamaged")]
    public async Task Cells_in_other_forms_read_right_or_say_what_is_wrong(string cells, string? error)
    {
        Column[] columns = [Code, Day, new("amount", DataType.Decimal(9, 2))];
        var written = await FormatTests.WriteAsync(new ExcelFormat(new()), columns, Batches.Of(Batches.Vector(Code, "x"), Batches.Vector(Day, [null]), Batches.Vector(columns[2], [null])));
        var file = Edit(written, "xl/worksheets/sheet1.xml", xml => Regex.Replace(xml, "(?<=<row r=\"2\">).*(?=</row>)", cells));
        var reading = async () => (await FormatTests.ReadAsync(new ExcelFormat(new()), file, columns)).Rows();
        if (error is null) Assert.Null(Batches.Difference([["x", new DateOnly(2024, 1, 2), 0.1m]], await reading()));
        else
        {
            var damage = await Assert.ThrowsAsync<DataSyncException>(reading);
            Assert.Contains(error, $"{damage.Id} {damage.Message}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Rows_that_another_program_left_out_are_rows_of_nulls()
    {
        var written = await FormatTests.WriteAsync(new ExcelFormat(new()), [Volume], Batches.Of(Batches.Vector(Volume, 1L, null, null, 4L)));
        var file = Edit(written, "xl/worksheets/sheet1.xml", xml => Regex.Replace(xml, "<row r=\"[34]\"></row>", ""));
        Assert.True(file.Length < written.Length);
        Assert.Null(Batches.Difference([[1L], [null], [null], [4L]], (await FormatTests.ReadAsync(new ExcelFormat(new()), file, [Volume])).Rows()));
    }

    [Theory]
    [InlineData("daily", "daily"), InlineData("a[b]:c?", "a_b__c_"), InlineData("'quoted'", "quoted"), InlineData("历史行情", "历史行情"), InlineData("history", "data history"), InlineData("_datasync", "data _datasync"), InlineData("a&<>", "a&<>")]
    [InlineData("a_very_long_name_of_a_table_that_goes_on", "a_very_long_name_of_a_table_tha"), InlineData("thirty_characters_and_an_emoji😀", "thirty_characters_and_an_emoji")]
    public async Task Sheets_have_the_table_s_name_as_far_as_excel_allows(string table, string sheet)
    {
        var format = new ExcelFormat(new() { SheetRows = 2 }, "other").For(table);
        using var book = await OpenAsync(format, [Volume], Batches.Of(Batches.Vector(Volume, 1L, 2L)));
        Assert.Equal(sheet, book.Worksheets.First().Name);
        Assert.EndsWith(" (2)", book.Worksheets.ElementAt(1).Name, StringComparison.Ordinal);
        Assert.True(book.Worksheets.All(s => s.Name.Length <= 31));
        Assert.Equal(2, (await FormatTests.ReadAsync(format, await FormatTests.WriteAsync(format, [Volume], Batches.Of(Batches.Vector(Volume, 1L, 2L))), [Volume])).Sum(b => b.RowCount));
    }

    [Fact]
    public async Task A_sheet_that_is_gone_is_an_error()
    {
        using var book = await OpenAsync(new ExcelFormat(new() { SheetRows = 2 }), [Volume], Batches.Of(Batches.Vector(Volume, 1L, 2L)));
        book.Worksheet("data (2)").Delete();
        var saved = new MemoryStream();
        book.SaveAs(saved);
        var error = await Assert.ThrowsAsync<DataSyncException>(() => FormatTests.ReadAsync(new ExcelFormat(new()), saved.ToArray(), [Volume]));
        Assert.Contains("'data (2)' is not there", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_rows_make_the_same_bytes()
    {
        var rows = Batches.Of(Batches.Vector(Volume, 1L, null));
        Assert.Equal(await FormatTests.WriteAsync(new ExcelFormat(new()), [Volume], rows), await FormatTests.WriteAsync(new ExcelFormat(new()), [Volume], rows));
    }

    [Fact]
    public async Task More_columns_than_a_sheet_has_are_refused()
    {
        Column[] columns = [.. Enumerable.Range(0, 16_385).Select(i => new Column($"c{i}", DataType.Int64))];
        Assert.Equal("TooManyColumns", (await Assert.ThrowsAsync<DataSyncException>(() => FormatTests.WriteAsync(new ExcelFormat(new()), columns))).Id);
        Assert.NotNull(new ExcelFormat(new()).FindUnrepresentable(Batches.Of([.. columns.Select(c => Batches.Vector(c, 1L))])));
        Assert.NotNull(new ExcelFormat(new()).FindUnrepresentable(new RowBatch([], 1)));
        using var book = await OpenAsync(new ExcelFormat(new()), columns[..16_384], Batches.Of([.. columns[..16_384].Select(c => Batches.Vector(c, 1L))]));
        Assert.Equal("XFD2", book.Worksheets.First().LastCellUsed().Address.ToString());
    }

    [Fact]
    public void Settings_are_read()
    {
        Assert.Equal(new ExcelFormatOptions(), ExcelFormatOptions.FromSettings(null));
        Assert.Equal(new ExcelFormatOptions { CompressionLevel = CompressionLevel.Optimal }, ExcelFormatOptions.FromSettings(new JsonObject { ["compressionLevel"] = "optimal" }));
        Assert.Equal("UnknownSetting", Assert.Throws<DataSyncException>(() => ExcelFormatOptions.FromSettings(new JsonObject { ["Sheet"] = "x" })).Id);
    }

    private static async Task<XLWorkbook> OpenAsync(IFileFormat format, IReadOnlyList<Column> columns, params RowBatch[] batches) => new(new MemoryStream(await FormatTests.WriteAsync(format, columns, batches)));

    private static byte[] Edit(byte[] file, string part, Func<string, string> edit)
    {
        var stream = new MemoryStream();
        stream.Write(file);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            string xml;
            using (var reader = new StreamReader(archive.GetEntry(part)!.Open())) xml = reader.ReadToEnd();
            archive.GetEntry(part)!.Delete();
            using var writer = new StreamWriter(archive.CreateEntry(part).Open(), new UTF8Encoding(false));
            writer.Write(edit(xml));
        }
        return stream.ToArray();
    }
}
