using System.Globalization;
using System.Xml;

namespace DataSync.Stores.Excel;

/// <summary>What a cell holds.</summary>
internal enum CellKind
{
    Empty,
    Number,
    Text,
    Boolean,
    /// <summary>Such as <c>#N/A</c>.</summary>
    Error,
}

/// <summary>
/// Walks over a sheet's rows and cells as its XML comes, by Excel or by anybody. Reads without await: an asynchronous step for each node takes
/// several times as long as the nodes.
/// </summary>
internal sealed class SheetCursor(XmlReader xml, IReadOnlyList<string> sharedTexts) : IDisposable
{
    private char[] _value = new char[256];
    private int _length;
    private bool _inRow;

    /// <summary>The row's number, from 1.</summary>
    public int Row { get; private set; }
    /// <summary>The cell's column, from 0.</summary>
    public int Column { get; private set; }
    /// <summary>What the cell holds.</summary>
    public CellKind Kind { get; private set; }
    /// <summary>The number of the cell's style, which tells days and times from other numbers.</summary>
    public int Style { get; private set; }
    /// <summary>The cell's characters.</summary>
    public ReadOnlySpan<char> Value => _value.AsSpan(0, _length);
    /// <summary>Characters read so far.</summary>
    public long Characters { get; private set; }

    /// <summary>The next row; false after the last.</summary>
    public bool ReadRow()
    {
        while (_inRow) ReadCell();
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "sheetData") return false;
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName != "row") continue;
            var row = xml.GetAttribute("r") is { } number ? int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture) : Row + 1;
            if (row <= Row || row > ExcelLimits.Rows) throw new FormatException($"row {row} comes after row {Row}");
            (Row, Column, _inRow) = (row, -1, !xml.IsEmptyElement);
            return true;
        }
        return false;
    }

    /// <summary>The next cell of the row; false after the last.</summary>
    public bool ReadCell()
    {
        while (_inRow && xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "c")
            {
                ReadCellElement();
                return true;
            }
            if (xml.NodeType == XmlNodeType.EndElement && xml.LocalName == "row") break;
        }
        return _inRow = false;
    }

    /// <summary>The cell's text, without XML's escapes.</summary>
    public string Text() => Kind == CellKind.Text && Value.Contains("_x", StringComparison.Ordinal) ? ExcelText.Unescape(Value) : Value.ToString();

    public void Dispose() => xml.Dispose();

    private void ReadCellElement()
    {
        string? type = null;
        var column = Column + 1;
        var style = 0;
        if (xml.MoveToFirstAttribute())
        {
            do
            {
                if (xml.LocalName == "r") column = ExcelPlace.IndexOf(xml.Value);
                else if (xml.LocalName == "t") type = xml.Value;
                else if (xml.LocalName == "s") style = int.TryParse(xml.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            }
            while (xml.MoveToNextAttribute());
            xml.MoveToElement();
        }
        if (column <= Column || column >= ExcelLimits.Columns) throw new FormatException($"a cell of row {Row} is out of order");
        (Column, Kind, Style, _length) = (column, CellKind.Empty, style, 0);
        if (!xml.IsEmptyElement && ReadContent()) Kind = KindOf(type);
        Characters += _length;
        if (type == "s" && Kind == CellKind.Text) Share();
    }

    /// <summary>Reads to the cell's end; false where there is no value in it.</summary>
    private bool ReadContent()
    {
        var (found, taking, inPronunciation) = (false, false, false);
        while (xml.Read())
            switch (xml.NodeType)
            {
                case XmlNodeType.Element when xml.LocalName == "rPh":
                    inPronunciation = !xml.IsEmptyElement;
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "rPh":
                    inPronunciation = false;
                    break;
                case XmlNodeType.Element when xml.LocalName is "v" or "t" && !inPronunciation:
                    (found, taking) = (true, !xml.IsEmptyElement);
                    break;
                case XmlNodeType.EndElement when xml.LocalName == "c":
                    return found;
                case XmlNodeType.EndElement:
                    taking = false;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace when taking:
                    Take();
                    break;
            }
        throw new XmlException("The sheet ends within a cell.");
    }

    private void Take()
    {
        for (int read; (read = xml.ReadValueChunk(_value, _length, _value.Length - _length)) > 0;)
        {
            _length += read;
            if (_length == _value.Length) Array.Resize(ref _value, _value.Length * 2);
        }
    }

    private void Share()
    {
        var index = int.Parse(Value, NumberStyles.None, CultureInfo.InvariantCulture);
        if (index >= sharedTexts.Count) throw new FormatException($"there is no shared text {index}");
        var text = sharedTexts[index];
        if (_value.Length <= text.Length) _value = new char[text.Length * 2];
        text.CopyTo(_value);
        _length = text.Length;
    }

    private static CellKind KindOf(string? type) => type switch
    {
        null or "n" => CellKind.Number,
        "b" => CellKind.Boolean,
        "e" => CellKind.Error,
        _ => CellKind.Text,
    };
}
