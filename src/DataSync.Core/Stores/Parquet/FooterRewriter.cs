using System.Buffers.Binary;
using DataSync.Rows;

namespace DataSync.Stores.Parquet;

/// <summary>
/// Puts our statistics into a file's footer, in place of Parquet.Net's, which mislead readers that skip row groups by them: of a time in microseconds it
/// writes milliseconds, it orders texts by UTF-16 where readers order them by UTF-8, lets NaN be a minimum, and repeats texts of any length.
/// The footer is copied field by field (Thrift's compact protocol), whatever it holds; only FileMetaData.row_groups[].columns[].meta_data.statistics
/// are written anew.
/// </summary>
internal ref struct FooterRewriter(ReadOnlySpan<byte> footer, Queue<ChunkStatistics> statistics, ByteBuffer output)
{
    private const int TailSize = 8; // the footer's length, PAR1
    private static readonly byte[] StatisticsPath = [4, 1, 3, 12]; // field ids, in the order of the path above

    private ReadOnlySpan<byte> _rest = footer[..^TailSize];

    private enum Wire : byte { True = 1, False, Byte, I16, I32, I64, Double, Binary, List, Set, Map, Struct }

    /// <summary>Rewrites a footer with its tail.</summary>
    /// <param name="footer">The footer, its length and the file's last mark.</param>
    /// <param name="statistics">Statistics of the column chunks, row group by row group.</param>
    /// <param name="output">Takes the new footer, with its tail.</param>
    public static void Rewrite(ReadOnlySpan<byte> footer, Queue<ChunkStatistics> statistics, ByteBuffer output)
    {
        var start = output.Length;
        var rewriter = new FooterRewriter(footer, statistics, output);
        rewriter.CopyStruct(depth: 0);
        if (!rewriter._rest.IsEmpty || statistics.Count > 0) throw new InvalidDataException("The Parquet footer is not of the known form.");
        BinaryPrimitives.WriteInt32LittleEndian(output.Reserve(sizeof(int)), output.Length - start - sizeof(int));
        output.Write(footer[^4..]);
    }

    /// <summary>Copies a struct. <paramref name="depth"/> says how much of <see cref="StatisticsPath"/> led to it; -1 where it is off the path.</summary>
    private void CopyStruct(int depth)
    {
        for (short field = 0; ;)
        {
            var header = Copy(1)[0];
            if (header == 0) return;
            if (header >> 4 != 0) field += (short)(header >> 4);
            else
            {
                var zigzag = CopyVarint();
                field = (short)((long)(zigzag >> 1) ^ -(long)(zigzag & 1));
            }
            var next = depth >= 0 && StatisticsPath[depth] == field ? depth + 1 : -1;
            if (next == StatisticsPath.Length) ReplaceStatistics();
            else CopyValue((Wire)(header & 15), next);
        }
    }

    private void ReplaceStatistics()
    {
        var kept = output.Length;
        CopyStruct(depth: -1);
        output.Truncate(kept);
        statistics.Dequeue().Write(output);
    }

    private void CopyValue(Wire wire, int depth)
    {
        switch (wire)
        {
            case Wire.True or Wire.False: break; // the field's header says it
            case Wire.Byte: Copy(1); break;
            case Wire.I16 or Wire.I32 or Wire.I64: CopyVarint(); break;
            case Wire.Double: Copy(sizeof(double)); break;
            case Wire.Binary: Copy((int)CopyVarint()); break;
            case Wire.List or Wire.Set: CopyList(depth); break;
            case Wire.Struct: CopyStruct(depth); break;
            default: throw new InvalidDataException($"The Parquet footer holds a {wire}.");
        }
    }

    private void CopyList(int depth)
    {
        var header = Copy(1)[0];
        var count = header >> 4 == 15 ? CopyVarint() : (ulong)(header >> 4);
        var wire = (Wire)(header & 15);
        for (; count > 0; count--)
            if (wire is Wire.True or Wire.False) Copy(1);
            else CopyValue(wire, depth);
    }

    private ulong CopyVarint()
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = Copy(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }

    private ReadOnlySpan<byte> Copy(int count)
    {
        var bytes = _rest[..count];
        _rest = _rest[count..];
        output.Write(bytes);
        return bytes;
    }
}
