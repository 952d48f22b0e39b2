using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>
/// The hidden sheet of a workbook: the columns with their types, which cells alone do not tell (a serial number may be a day, a time or an instant), and which
/// sheets hold the rows, so that sheets that somebody adds are not taken for data.
/// </summary>
internal sealed record SchemaNote(IReadOnlyDictionary<string, DataType> Types, IReadOnlyList<string> Sheets)
{
    private static readonly string[] Header = ["Column", "Type", "Sheet"];

    /// <summary>The sheet's XML.</summary>
    public static ReadOnlyMemory<byte> Write(IReadOnlyList<Column> columns, IReadOnlyList<string> sheets)
    {
        using var buffer = new ByteBuffer();
        buffer.Write("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"u8);
        SheetFrame.WriteTexts(1, Header, ExcelStyles.Header, buffer);
        for (var i = 0; i < Math.Max(columns.Count, sheets.Count); i++)
            SheetFrame.WriteTexts(i + 2, [columns.ElementAtOrDefault(i)?.Name, columns.ElementAtOrDefault(i)?.Type.ToString(), sheets.ElementAtOrDefault(i)], ExcelStyles.Text, buffer);
        buffer.Write("</sheetData></worksheet>"u8);
        return buffer.Written.ToArray();
    }

    /// <summary>Reads the sheet.</summary>
    public static SchemaNote Read(SheetCursor cursor)
    {
        var (types, sheets) = (new Dictionary<string, DataType>(), new List<string>());
        cursor.ReadRow();
        while (cursor.ReadRow())
        {
            string? column = null, type = null;
            while (cursor.ReadCell())
            {
                if (cursor.Column == 0) column = cursor.Text();
                else if (cursor.Column == 1) type = cursor.Text();
                else if (cursor.Column == 2) sheets.Add(cursor.Text());
            }
            if (column is not null && DataType.TryParse(type, out var parsed)) types[column] = parsed;
        }
        return new SchemaNote(types, sheets);
    }
}
