using System.Buffers.Binary;
using DataSync.Rows;

namespace DataSync.Stores.Parquet;

/// <summary>
/// Makes a file's footer of those of its column chunks, each of which Parquet.Net encoded as a file of its own. Statistics are ours, as Parquet.Net's mislead readers
/// that skip row groups by them: of a time in microseconds it writes milliseconds, it orders texts by UTF-16 where readers order them by UTF-8, lets NaN be a minimum,
/// and repeats texts of any length. Field ids are those of the format's <c>parquet.thrift</c>.
/// </summary>
internal sealed class FooterBuilder : IDisposable
{
    private const int TailSize = 8; // the footer's length, PAR1
    private readonly ByteBuffer _groups = new();
    private readonly ByteBuffer _chunks = new();
    private int _groupCount, _chunkCount;
    private long _rows, _groupBytes, _groupCompressed, _groupPosition;

    /// <summary>Where the footer of a file in memory begins.</summary>
    public static int StartOf(ReadOnlySpan<byte> file) => file.Length - TailSize - BinaryPrimitives.ReadInt32LittleEndian(file[^TailSize..]);

    /// <summary>Adds the row group's next column chunk.</summary>
    /// <param name="file">The file that the chunk was encoded as.</param>
    /// <param name="shift">How many bytes further the chunk lies in the whole file.</param>
    /// <param name="statistics">Of its values.</param>
    public void AddChunk(ReadOnlySpan<byte> file, long shift, ChunkStatistics statistics)
    {
        var reader = new ThriftReader(file[StartOf(file)..]);
        reader.Find(4); // FileMetaData.row_groups
        reader.ReadList();
        reader.Find(1); // RowGroup.columns
        reader.ReadList();
        var chunk = new ThriftWriter(_chunks);
        for (short field = 0; reader.ReadField(ref field, out var type);)
        {
            switch (field)
            {
                case 2: // file_offset
                    var position = reader.ReadInteger() + shift;
                    if (_chunkCount == 0) _groupPosition = position;
                    chunk.Integer(field, position);
                    break;
                case 3: // meta_data
                    chunk.Field(field, type);
                    CopyMetaData(ref reader, shift, statistics);
                    break;
                default:
                    Copy(ref reader, ref chunk, field, type, _chunks);
                    break;
            }
        }
        chunk.End();
        _chunkCount++;
    }

    /// <summary>Ends a row group.</summary>
    public void EndGroup(int rows)
    {
        var group = new ThriftWriter(_groups);
        group.List(1, ThriftType.Struct, _chunkCount);
        _groups.Write(_chunks.Written.Span);
        group.Integer(2, _groupBytes);
        group.Integer(3, rows);
        group.Integer(5, _groupPosition);
        group.Integer(6, _groupCompressed);
        group.End();
        _chunks.Clear();
        (_chunkCount, _groupBytes, _groupCompressed) = (0, 0, 0);
        _groupCount++;
        _rows += rows;
    }

    /// <summary>The footer, with its tail.</summary>
    /// <param name="empty">A file with the schema and no rows.</param>
    /// <param name="output">Takes it.</param>
    public void Write(ReadOnlySpan<byte> empty, ByteBuffer output)
    {
        var start = output.Length;
        var reader = new ThriftReader(empty[StartOf(empty)..]);
        var footer = new ThriftWriter(output);
        var isWritten = false;
        for (short field = 0; reader.ReadField(ref field, out var type);)
        {
            if (field >= 3 && !isWritten)
            {
                footer.Integer(3, _rows); // num_rows
                footer.List(4, ThriftType.Struct, _groupCount); // row_groups
                output.Write(_groups.Written.Span);
                isWritten = true;
            }
            if (field is 3 or 4) reader.ReadValue(type);
            else Copy(ref reader, ref footer, field, type, output);
        }
        footer.End();
        BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(sizeof(int)), output.Length - start - sizeof(int));
        output.Write(empty[^4..]);
    }

    public void Dispose()
    {
        _groups.Dispose();
        _chunks.Dispose();
    }

    private void CopyMetaData(ref ThriftReader reader, long shift, ChunkStatistics statistics)
    {
        var metaData = new ThriftWriter(_chunks);
        for (short field = 0; reader.ReadField(ref field, out var type);)
        {
            switch (field)
            {
                case 6 or 7: // total_uncompressed_size, total_compressed_size
                    var size = reader.ReadInteger();
                    if (field == 6) _groupBytes += size;
                    else _groupCompressed += size;
                    metaData.Integer(field, size);
                    break;
                case 9 or 10 or 11: // the offsets of pages
                    metaData.Integer(field, reader.ReadInteger() + shift);
                    break;
                case 12: // statistics
                    reader.ReadValue(type);
                    metaData.Field(field, type);
                    statistics.Write(_chunks);
                    break;
                default:
                    Copy(ref reader, ref metaData, field, type, _chunks);
                    break;
            }
        }
        metaData.End();
    }

    private static void Copy(ref ThriftReader reader, ref ThriftWriter writer, short field, ThriftType type, ByteBuffer output)
    {
        writer.Field(field, type);
        output.Write(reader.ReadValue(type));
    }
}
