using System.Text;
using System.Text.Json;
using DataSync.Rows;
using DataSync.Stores.Compression;

namespace DataSync.Stores.Json;

/// <summary>
/// Reads objects into batches as the bytes come, so that a file of any length takes the memory of one batch. An object that the buffer holds only
/// in part is read again once the rest is there.
/// </summary>
internal sealed class JsonFormatReader(Stream stream, string? path, IReadOnlyList<Column> columns)
{
    private const int BatchRows = 1 << 14;
    private const int BatchBytes = 1 << 22;

    private readonly byte[][] _names = [.. columns.Select(c => Encoding.UTF8.GetBytes(c.Name))];
    private readonly JsonCellReaders.Read[] _cells = JsonCellReaders.Create(columns);
    private byte[] _buffer = new byte[1 << 18];
    private (int Start, int End) _unread;
    private bool _atEnd;
    private bool _done;
    private long _position;
    private JsonReaderState _state = new(new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = JsonFormat.MaxDepth });

    /// <summary>The next batch; null at the end.</summary>
    public async ValueTask<RowBatch?> ReadAsync(CancellationToken cancellationToken)
    {
        var vectors = columns.Select(c => ColumnVector.Create(c)).ToArray();
        var (rows, begin) = (0, _position);
        try
        {
            while (!_done && rows < BatchRows && _position - begin < BatchBytes)
                if (!ReadRows(vectors, ref rows))
                {
                    if (_atEnd) _done = true;
                    else await FillAsync(cancellationToken);
                }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or DecoderFallbackException || CompressedFiles.IsDamage(error))
        {
            throw new DataSyncException("FileDamaged", $"{path ?? "A JSON file"}: the object at byte {_position:N0} cannot be read: {error.Message}",
                "Restore the file, or remove its slices and synchronize them again.", error);
        }
        return rows == 0 ? null : new RowBatch(vectors, rows);
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var first = _position == 0 && _unread.End == 0;
        _buffer.AsSpan(_unread.Start.._unread.End).CopyTo(_buffer);
        _unread = (0, _unread.End - _unread.Start);
        if (_unread.End > _buffer.Length / 2) Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        var read = await stream.ReadAtLeastAsync(_buffer.AsMemory(_unread.End), _buffer.Length - _unread.End, throwOnEndOfStream: false, cancellationToken);
        _unread.End += read;
        _atEnd = _unread.End < _buffer.Length;
        if (first && _buffer.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble)) _unread.Start = Encoding.UTF8.Preamble.Length;
    }

    /// <summary>Reads the whole objects there are, until the batch is full; false where more bytes are needed, or none are left.</summary>
    private bool ReadRows(ColumnVector[] vectors, ref int rows)
    {
        var bytes = _buffer.AsSpan(_unread.Start.._unread.End);
        var reader = new Utf8JsonReader(bytes, _atEnd, _state);
        var consumed = 0;
        var full = false;
        while (!(full = rows == BatchRows) && reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                if (!ReadRow(ref reader, bytes, vectors, rows)) break;
                rows++;
            }
            else if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.EndArray) || reader.CurrentDepth > 0) throw new JsonException($"it is no object, but a {reader.TokenType}.");
            consumed = (int)reader.BytesConsumed;
            _state = reader.CurrentState;
        }
        foreach (var vector in vectors)
            if (vector.Count > rows) vector.Truncate(rows);
        _unread.Start += consumed;
        _position += consumed;
        return full;
    }

    /// <summary>Reads an object; false where it is not all there. A column that it lacks is null; of a name that comes twice the last counts.</summary>
    private bool ReadRow(ref Utf8JsonReader reader, ReadOnlySpan<byte> bytes, ColumnVector[] vectors, int row)
    {
        for (var next = 0; ;)
        {
            if (!reader.Read()) return false;
            if (reader.TokenType == JsonTokenType.EndObject) break;
            var index = Find(ref reader, next);
            if (!reader.Read()) return false;
            if (index < 0)
            {
                if (!reader.TrySkip()) return false;
                continue;
            }
            next = index + 1;
            var vector = vectors[index];
            if (vector.Count > row) vector.Truncate(row);
            if (reader.TokenType == JsonTokenType.Null) vector.AppendNull();
            else if (!_cells[index](ref reader, bytes, vector)) return false;
        }
        foreach (var vector in vectors)
            if (vector.Count == row) vector.AppendNull();
        return true;
    }

    private int Find(ref Utf8JsonReader reader, int next)
    {
        if (next < _names.Length && reader.ValueTextEquals(_names[next])) return next;
        for (var i = 0; i < _names.Length; i++)
            if (reader.ValueTextEquals(_names[i])) return i;
        return -1;
    }
}
