using System.Text;

namespace DataSync.Stores.Excel;

/// <summary>The number formats that cells have, and the part of the workbook that lists them.</summary>
internal static class ExcelStyles
{
    /// <summary>As Excel shows numbers by itself.</summary>
    public const int General = 0;
    /// <summary>Bold text.</summary>
    public const int Header = 1;
    /// <summary>Text, also when it is edited: a code keeps its zeros, and what begins like a formula becomes none.</summary>
    public const int Text = 2;
    /// <summary>All digits.</summary>
    public const int Whole = 3;
    public const int Day = 4, Time = 5, FineTime = 6, Instant = 7, FineInstant = 8;
    private const int FirstScale = 9, MaxScale = 28, FirstFormat = 164;

    private static readonly string[] Formats =
    [
        "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss", "yyyy\\-mm\\-dd\\ hh:mm:ss.000", "yyyy\\-mm\\-dd\\ hh:mm:ss\"Z\"", "yyyy\\-mm\\-dd\\ hh:mm:ss.000\"Z\"",
        .. Enumerable.Range(1, MaxScale).Select(scale => "0." + new string('0', scale)),
    ];

    /// <summary>The style of a column's cells.</summary>
    public static int Of(DataType type) => type.Kind switch
    {
        DataKind.Double or DataKind.Boolean => General,
        DataKind.Int64 => Whole,
        DataKind.Decimal => type.Scale == 0 ? Whole : FirstScale + type.Scale - 1,
        DataKind.Date => Day,
        DataKind.Timestamp => Time,
        DataKind.TimestampTz => Instant,
        _ => Text,
    };

    /// <summary>The same for values that need a finer one.</summary>
    public static int FineOf(DataType type) => type.Kind switch
    {
        DataKind.Timestamp => FineTime,
        DataKind.TimestampTz => FineInstant,
        _ => Of(type),
    };

    /// <summary>styles.xml.</summary>
    public static string Xml()
    {
        const int TextFormat = 49, WholeFormat = 1;
        var xml = new StringBuilder("<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
        xml.Append($"<numFmts count=\"{Formats.Length}\">");
        for (var i = 0; i < Formats.Length; i++) xml.Append($"<numFmt numFmtId=\"{FirstFormat + i}\" formatCode=\"{Formats[i].Replace("\"", "&quot;", StringComparison.Ordinal)}\"/>");
        xml.Append("</numFmts><fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>");
        xml.Append("<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>");
        xml.Append("<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>");
        xml.Append("<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
        xml.Append($"<cellXfs count=\"{4 + Formats.Length}\">").Append(Cell(0)).Append(Cell(TextFormat, font: 1)).Append(Cell(TextFormat)).Append(Cell(WholeFormat));
        for (var i = 0; i < Formats.Length; i++) xml.Append(Cell(FirstFormat + i));
        return xml.Append("</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>").ToString();

        static string Cell(int format, int font = 0) => $"<xf numFmtId=\"{format}\" fontId=\"{font}\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>";
    }
}
