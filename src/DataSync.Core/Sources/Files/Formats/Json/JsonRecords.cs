using System.Text;
using System.Text.Json;
using DataSync.Sources.Answers;

namespace DataSync.Sources.Files.Formats.Json;

/// <summary>Cuts a document's records into chunks, each an array of whole records, as the bytes come: a file of any length takes the memory of one chunk.</summary>
/// <param name="stream">The document.</param>
/// <param name="path">Where the records are.</param>
internal sealed class JsonRecords(Stream stream, RecordPath path)
{
    private readonly IReadOnlyList<string> _names = path.Names;
    /// <summary>Deep enough for any data, shallow enough for the stack.</summary>
    public static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 256 };

    private readonly MemoryStream _chunk = new();
    private byte[] _buffer = new byte[1 << 18];
    private (int Start, int End) _unread;
    private JsonReaderState _state = new(Options);
    private bool _atEnd, _done, _begun;
    /// <summary>Steps of the path that are taken.</summary>
    private int _steps;
    /// <summary>The depth at which what is passed over ends; negative for none.</summary>
    private int _passing = -1;
    /// <summary>The next value is where the next step leads.</summary>
    private bool _onPath = true;
    /// <summary>True within the array of the records; false while it is looked for, or where records follow one another.</summary>
    private bool _inRecords;

    /// <summary>Records of the chunk.</summary>
    public int Count { get; private set; }
    /// <summary>Bytes read before what is read now.</summary>
    public long Position { get; private set; }
    /// <summary>The chunk, an array.</summary>
    public ReadOnlySpan<byte> Chunk => _chunk.GetBuffer().AsSpan(0, (int)_chunk.Length);

    /// <summary>Gathers the next chunk; false at the end.</summary>
    /// <exception cref="JsonException">It is no JSON, or cut short.</exception>
    /// <exception cref="AnswerFormatException">There are no records at the path.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _chunk.SetLength(0);
        _chunk.WriteByte((byte)'[');
        Count = 0;
        while (!_done && Count < FormatContext.BatchRows && _chunk.Length < FormatContext.BatchBytes)
        {
            if (Gather()) continue;
            if (_atEnd) _done = true;
            else await FillAsync(cancellationToken);
        }
        if (_done && !_begun) throw new AnswerFormatException($"there are no rows at {path}");
        _chunk.WriteByte((byte)']');
        return Count > 0;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var first = Position == 0 && _unread.End == 0;
        _buffer.AsSpan(_unread.Start.._unread.End).CopyTo(_buffer);
        _unread = (0, _unread.End - _unread.Start);
        if (_unread.End > _buffer.Length / 2) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        var read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_unread.End), _buffer.Length - _unread.End, throwOnEndOfStream: false, cancellationToken);
        _unread.End += read;
        _atEnd = _unread.End < _buffer.Length;
        if (first && _buffer.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble)) _unread.Start = Encoding.UTF8.Preamble.Length;
    }

    /// <summary>Takes what is here; false where more bytes are needed, or none are left.</summary>
    private bool Gather()
    {
        var bytes = _buffer.AsSpan(_unread.Start.._unread.End);
        var reader = new Utf8JsonReader(bytes, _atEnd, _state);
        var consumed = 0;
        var more = false;
        while (!(more = _done || Count == FormatContext.BatchRows || _chunk.Length >= FormatContext.BatchBytes) && reader.Read())
        {
            if (_inRecords || IsRecordItself(ref reader))
            {
                if (!TakeRecord(ref reader, bytes)) break;
            }
            else Step(ref reader);
            consumed = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }
        _unread.Start += consumed;
        Position += consumed;
        return more;
    }

    /// <summary>True for objects that follow one another at the document's top.</summary>
    private bool IsRecordItself(ref Utf8JsonReader reader) => _names.Count == 0 && reader.TokenType == JsonTokenType.StartObject && reader.CurrentDepth == 0;

    private bool TakeRecord(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes)
    {
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            // what follows the rows is looked at no more, but several arrays may follow one another
            (_inRecords, _done) = (false, _names.Count > 0);
            return true;
        }
        var start = (int)reader.TokenStartIndex;
        if (!reader.TrySkip()) return false;
        if (Count > 0) _chunk.WriteByte((byte)',');
        _chunk.Write(bytes[start..(int)reader.BytesConsumed]);
        (_begun, Count) = (true, Count + 1);
        return true;
    }

    /// <summary>Goes one token on, towards the records.</summary>
    private void Step(ref Utf8JsonReader reader)
    {
        if (_passing >= 0)
        {
            if (reader.CurrentDepth == _passing && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray) _passing = -1;
            return;
        }
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _onPath = reader.ValueTextEquals(_names[_steps]);
                if (_onPath) _steps++;
                break;
            case JsonTokenType.StartArray when _onPath && _steps == _names.Count:
                (_inRecords, _begun) = (true, true);
                break;
            case JsonTokenType.StartObject when _onPath && _steps < _names.Count:
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _passing = reader.CurrentDepth;
                Leave();
                break;
            case JsonTokenType.Null when _onPath && _steps == _names.Count:
                (_begun, _done) = (true, true); // a vendor's way to say that there are none
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                if (_steps > 0) _steps--;
                break;
            default:
                if (reader.CurrentDepth == 0) throw new AnswerFormatException($"there are no rows at {path}, but a {reader.TokenType}");
                Leave();
                break;
        }

        // the step led to something else than rows
        void Leave()
        {
            if (_onPath && _steps > 0) _steps--;
        }
    }
}
