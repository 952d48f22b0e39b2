using System.Globalization;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>What stands around a sheet's rows: widths, the frozen header, and that codes of digits are meant to be texts.</summary>
internal static class SheetFrame
{
    private const int SampleRows = 200, MinWidth = 8, MaxWidth = 60;

    /// <summary>Writes all before the second row.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="sample">Rows whose texts say how wide columns are; null where there are none.</param>
    /// <param name="isFirst">True for the sheet that is shown when the workbook is opened.</param>
    /// <param name="buffer">Takes the XML.</param>
    public static void WriteStart(IReadOnlyList<Column> columns, RowBatch? sample, bool isFirst, ByteBuffer buffer)
    {
        buffer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetViews><sheetView "u8);
        if (isFirst) buffer.Write("tabSelected=\"1\" "u8);
        buffer.Write("workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"u8);
        if (columns.Count > 0)
        {
            buffer.Write("<cols>"u8);
            for (var i = 0; i < columns.Count; i++)
                buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{Width(columns[i], sample?.Columns[i])}\" style=\"{ExcelStyles.Of(columns[i].Type)}\" customWidth=\"1\"/>")));
            buffer.Write("</cols>"u8);
        }
        buffer.Write("<sheetData>"u8);
        WriteTexts(1, columns.Select(c => (string?)c.Name), ExcelStyles.Header, buffer);
    }

    /// <summary>Writes all after the last row.</summary>
    public static void WriteEnd(int columns, int rows, ByteBuffer buffer)
    {
        buffer.Write("</sheetData>"u8);
        if (columns > 0) buffer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<ignoredErrors><ignoredError sqref=\"A1:{ExcelPlace.Letters(columns - 1)}{rows}\" numberStoredAsText=\"1\"/></ignoredErrors>")));
        buffer.Write("</worksheet>"u8);
    }

    /// <summary>Writes a row of texts; null is no cell.</summary>
    public static void WriteTexts(int number, IEnumerable<string?> texts, int style, ByteBuffer buffer)
    {
        var row = new ExcelRow();
        row.Set(number);
        buffer.Write("<row r=\""u8);
        buffer.Write(row.Digits);
        buffer.Write("\">"u8);
        foreach (var (index, text) in texts.Index())
            if (text is not null)
                new ExcelPlace(index, row).WriteText(text, style, buffer);
        buffer.Write("</row>"u8);
    }

    private static int Width(Column column, ColumnVector? sample)
    {
        var width = column.Type.Kind switch
        {
            DataKind.Date => 10,
            DataKind.Timestamp => 19,
            DataKind.TimestampTz => 20,
            DataKind.Int64 or DataKind.Double or DataKind.Decimal => 12,
            _ => Longest(sample as ColumnVector<string>),
        };
        return Math.Clamp(Math.Max(width, Cells(column.Name)) + 2, MinWidth, MaxWidth);
    }

    private static int Longest(ColumnVector<string>? texts)
    {
        var longest = 0;
        for (var row = 0; row < Math.Min(texts?.Count ?? 0, SampleRows) && longest < MaxWidth; row++) longest = Math.Max(longest, Cells(texts!.Values[row]));
        return longest;
    }

    /// <summary>How many digits' widths a text takes: from the Hangul and Chinese blocks on, characters are twice as wide.</summary>
    private static int Cells(string? text)
    {
        var cells = 0;
        foreach (var character in text.AsSpan()[..Math.Min(text?.Length ?? 0, MaxWidth)]) cells += character >= '\u1100' ? 2 : 1;
        return cells;
    }
}
