using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace DataSync.Rows;

/// <summary>
/// The binary form of a stream of batches, for spilled pages, sort runs and deltas. The file is a sequence of blocks: a schema (names and types)
/// before the first batch and wherever the columns change, a block of rows for each batch, an end mark. Numbers lie as in memory, texts as a
/// dictionary, so that a block costs little more than copying it. Each block is checked by XxHash3 and its place in the file; a file that was
/// cut short, even between blocks, is recognized. For the machine that wrote it: bytes are in its order.
/// </summary>
public static class BatchSerializer
{
    internal const uint Magic = 0x31425344; // "DSB1", as little-endian bytes
    internal const int HeaderSize = 24;

    /// <summary>Writes all batches and the end mark. The stream is left open.</summary>
    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<RowBatch> batches, CancellationToken cancellationToken)
    {
        using var writer = new BatchWriter(stream);
        await foreach (var batch in batches.WithCancellation(cancellationToken)) await writer.WriteAsync(batch, cancellationToken);
        await writer.FinishAsync(cancellationToken);
    }

    /// <summary>Reads the batches of a stream from its position to the end mark, one block in memory at a time. The stream is left open.</summary>
    /// <exception cref="DataSyncException"><c>TornFile</c>: the stream ends before its end mark, or a block is damaged.</exception>
    public static async IAsyncEnumerable<RowBatch> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var header = new byte[HeaderSize];
        Column[]? columns = null;
        for (ulong block = 0; ; block++)
        {
            if (await stream.ReadAtLeastAsync(header, HeaderSize, throwOnEndOfStream: false, cancellationToken) < HeaderSize) throw Torn("ends before its end mark");
            var (kind, rows, length, hash) = ReadHeader(header);
            if (kind is not (BlockKind.Schema or BlockKind.Rows or BlockKind.End) || rows < 0 || length < 0) throw Torn($"block {block} has no valid header");
            RowBatch? batch = null;
            // rented for each block, as a merge has many streams open, of which one reads at a time
            var payload = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                var body = payload.AsMemory(0, length);
                if (await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken) < length) throw Torn($"ends within block {block}");
                if (Hash(body.Span, kind, rows, block) != hash) throw Torn($"block {block} does not match its checksum");
                if (kind == BlockKind.Schema) columns = BlockReader.ReadSchema(body.Span);
                else if (kind == BlockKind.Rows) batch = BlockReader.ReadRows(body.Span, columns ?? throw Torn("has rows before a schema"), rows);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(payload);
            }
            if (kind == BlockKind.End) yield break;
            if (batch is not null) yield return batch;
        }
    }

    internal static void WriteHeader(Span<byte> header, BlockKind kind, int rows, ReadOnlySpan<byte> payload, ulong block)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], (int)kind);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], rows);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], payload.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], Hash(payload, kind, rows, block));
    }

    private static (BlockKind Kind, int Rows, int Length, ulong Hash) ReadHeader(ReadOnlySpan<byte> header) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header) == Magic
            ? ((BlockKind)BinaryPrimitives.ReadInt32LittleEndian(header[4..]), BinaryPrimitives.ReadInt32LittleEndian(header[8..]),
               BinaryPrimitives.ReadInt32LittleEndian(header[12..]), BinaryPrimitives.ReadUInt64LittleEndian(header[16..]))
            : default;

    private static ulong Hash(ReadOnlySpan<byte> payload, BlockKind kind, int rows, ulong block) =>
        XxHash3.HashToUInt64(payload, (long)(block * 0x9E3779B97F4A7C15 ^ (ulong)(uint)rows << 8 ^ (ulong)kind));

    private static DataSyncException Torn(string how) =>
        new("TornFile", $"A file of intermediate rows {how}.", "The process that wrote it was killed, or the disk lost data: run the same command again.");
}

/// <summary>What a block of the binary form holds.</summary>
internal enum BlockKind
{
    Schema = 1,
    Rows = 2,
    End = 3,
}
