using System.Buffers;
using System.IO.Hashing;
using System.Text;
using System.Text.Json;

namespace DataSync.Stores.Files;

/// <summary>The form of a log's line: checksum, record, and behind a tab its slices.</summary>
internal readonly record struct LogLine(ReadOnlyMemory<byte> Record, ReadOnlyMemory<byte> Slices)
{
    private const int HashLength = 16;

    public static byte[] Format(LogRecord record)
    {
        var body = new ArrayBufferWriter<byte>();
        body.Write(JsonSerializer.SerializeToUtf8Bytes(record, LogJson.Plain.LogRecord));
        if (record.Slices.Count > 0)
        {
            body.Write("\t"u8);
            body.Write(JsonSerializer.SerializeToUtf8Bytes(record.Slices, LogJson.Plain.IReadOnlyListSliceEntry));
        }
        return [.. Hash(body.WrittenSpan), (byte)' ', .. body.WrittenSpan, (byte)'\n'];
    }

    /// <summary>Checks and splits a line without its end; false where it is damaged.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> line, out LogLine parsed)
    {
        parsed = default;
        if (line.Length <= HashLength || line.Span[HashLength] != (byte)' ') return false;
        var body = line[(HashLength + 1)..];
        if (!line.Span[..HashLength].SequenceEqual(Hash(body.Span))) return false;
        var tab = body.Span.IndexOf((byte)'\t');
        parsed = tab < 0 ? new(body, default) : new(body[..tab], body[(tab + 1)..]);
        return true;
    }

    public LogRecord ReadRecord() => JsonSerializer.Deserialize(Record.Span, LogJson.Plain.LogRecord)!;

    public IReadOnlyList<SliceEntry> ReadSlices() => Slices.IsEmpty ? [] : JsonSerializer.Deserialize(Slices.Span, LogJson.Plain.IReadOnlyListSliceEntry)!;

    private static byte[] Hash(ReadOnlySpan<byte> body) => Encoding.ASCII.GetBytes(XxHash3.HashToUInt64(body).ToString("x16", System.Globalization.CultureInfo.InvariantCulture));
}
