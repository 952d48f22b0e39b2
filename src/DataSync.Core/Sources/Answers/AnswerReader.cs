using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DataSync.Sources.Answers;

/// <summary>
/// Reads one answer in one walk over its tokens: code, message, paging marks, and the rows into typed columns. Only where the names of the rows come after
/// them are the rows walked again.
/// </summary>
internal sealed class AnswerReader(PathNode root, RecordShape shape, RowDecoder? rows)
{
    private int _recordsStart = -1, _recordsEnd;
    // where the bytes of the reader begin
    private int _offset;
    private List<string>? _names;

    /// <summary>The vendor's code; null where there is none.</summary>
    public string? Code { get; private set; }
    /// <summary>The vendor's message; null where there is none.</summary>
    public string? Message { get; private set; }
    /// <summary>Whether rows are left; null where the vendor does not say.</summary>
    public bool? HasMore { get; private set; }
    /// <summary>The next cursor; null at the end.</summary>
    public string? Cursor { get; private set; }
    /// <summary>The next page's address; null at the end.</summary>
    public string? NextLink { get; private set; }
    /// <summary>True where the rows' place was there, even if null.</summary>
    public bool FoundRecords { get; private set; }

    /// <summary>The bytes of the rows; empty where there are none.</summary>
    public ReadOnlySpan<byte> Records(ReadOnlySpan<byte> json) => _recordsStart < 0 ? default : json[_recordsStart.._recordsEnd];

    /// <summary>Walks the answer.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="AnswerFormatException">The rows are not of the shape the settings say.</exception>
    public void Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            Walk(ref reader, root, json);
            reader.Read();
        }
        catch (JsonException) when (_offset > 0)
        {
            // counts lines and bytes from the beginning
            var whole = new Utf8JsonReader(json);
            while (whole.Read()) { }
            throw;
        }
        if (shape != RecordShape.NamesAndRows || rows is null || _recordsStart < 0 || rows.Started) return;
        if (_names is null) throw new AnswerFormatException("the answer has rows but no column names");
        var records = json[_recordsStart.._recordsEnd];
        var again = new Utf8JsonReader(records);
        again.Read();
        _offset = 0;
        Decode(ref again, rows, records);
    }

    /// <summary>Decodes the rows of the array the reader has just begun: the plain ones over the bytes, the others with the reader.</summary>
    private void Decode(ref Utf8JsonReader reader, RowDecoder rows, ReadOnlySpan<byte> json)
    {
        var begin = _offset + (int)reader.BytesConsumed;
        if (rows.Scan(json[begin..], _names) is > 0 and var taken)
        {
            _offset = begin + taken;
            reader = new Utf8JsonReader(json[_offset..], isFinalBlock: true, reader.CurrentState);
        }
        rows.Decode(ref reader, _names);
    }

    private void Walk(ref Utf8JsonReader reader, PathNode node, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            FoundRecords |= node.LeadsToRecords;
            return;
        }
        switch (node.Part)
        {
            case AnswerPart.Records when TakeRecords(ref reader, node, json): return;
            case AnswerPart.Names: TakeNames(ref reader); return;
            case AnswerPart.Code: Code = Scalar(ref reader); break;
            case AnswerPart.Message: Message = Scalar(ref reader); break;
            case AnswerPart.HasMore: HasMore = Truth(ref reader); break;
            case AnswerPart.Cursor: Cursor = Scalar(ref reader); break;
            case AnswerPart.NextLink: NextLink = Scalar(ref reader); break;
        }
        if (!node.HasChildren) reader.Skip();
        else if (reader.TokenType == JsonTokenType.StartObject)
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) WalkProperty(ref reader, node, json);
        else if (reader.TokenType == JsonTokenType.StartArray)
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                if (node.Find(i) is { } child) Walk(ref reader, child, json);
                else reader.Skip();
    }

    private void WalkProperty(ref Utf8JsonReader reader, PathNode node, ReadOnlySpan<byte> json)
    {
        var child = node.Find(ref reader);
        reader.Read();
        if (child is not null) Walk(ref reader, child, json);
        else reader.Skip();
    }

    private bool TakeRecords(ref Utf8JsonReader reader, PathNode node, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != (shape == RecordShape.Columns ? JsonTokenType.StartObject : JsonTokenType.StartArray)) return false;
        FoundRecords = true;
        _recordsStart = _offset + (int)reader.TokenStartIndex;
        if (shape == RecordShape.Columns) TakeColumns(ref reader, node, json);
        else if (rows is null || (shape == RecordShape.NamesAndRows && _names is null)) reader.Skip();
        else Decode(ref reader, rows, json);
        _recordsEnd = _offset + (int)reader.BytesConsumed;
        return true;
    }

    // the arrays may lie beside the code and the message
    private void TakeColumns(ref Utf8JsonReader reader, PathNode node, ReadOnlySpan<byte> json)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (node.Find(ref reader) is { } child)
            {
                reader.Read();
                Walk(ref reader, child, json);
                continue;
            }
            var name = reader.GetString()!;
            reader.Read();
            if (rows is not null && reader.TokenType == JsonTokenType.StartArray) rows.DecodeColumn(ref reader, name);
            else reader.Skip();
        }
        rows?.EndColumns();
    }

    private void TakeNames(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new AnswerFormatException("the column names are no array");
        _names = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _names.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new AnswerFormatException("a column name is no text"));
    }

    private static string? Scalar(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };

    private static bool? Truth(ref Utf8JsonReader reader) => Scalar(ref reader) switch
    {
        null or "" => null,
        "true" or "True" or "Y" or "y" => true,
        "false" or "False" or "N" or "n" => false,
        var number => double.TryParse(number, CultureInfo.InvariantCulture, out var value) ? value != 0 : null,
    };
}
