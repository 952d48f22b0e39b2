using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace DataSync.Rows;

/// <summary>Reads the payload of one block, which the checksum has proved to be what the writer wrote.</summary>
internal ref struct BlockReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    public static Column[] ReadSchema(ReadOnlySpan<byte> payload)
    {
        var reader = new BlockReader(payload);
        var columns = new Column[reader.ReadInt()];
        for (var i = 0; i < columns.Length; i++)
        {
            var type = new DataType((DataKind)reader.ReadInt(), reader.ReadInt(), reader.ReadInt());
            columns[i] = new Column(Encoding.UTF8.GetString(reader.Take(reader.ReadInt())), type);
        }
        return columns;
    }

    public static RowBatch ReadRows(ReadOnlySpan<byte> payload, Column[] columns, int rows)
    {
        var reader = new BlockReader(payload);
        var vectors = new ColumnVector[columns.Length];
        for (var i = 0; i < vectors.Length; i++) vectors[i] = reader.ReadColumn(columns[i], rows);
        return new RowBatch(vectors, rows);
    }

    private ColumnVector ReadColumn(Column column, int rows)
    {
        ulong[]? nulls = null;
        if (ReadInt() is > 0 and var words)
        {
            nulls = new ulong[words];
            Take(words * sizeof(ulong)).CopyTo(MemoryMarshal.AsBytes(nulls.AsSpan()));
        }
        return column.Type.Kind switch
        {
            DataKind.String or DataKind.Json => ReadTexts(column, rows, nulls),
            DataKind.Binary => ReadArrays(column, rows, nulls),
            DataKind.Int64 => ReadValues<long>(column, rows, nulls),
            DataKind.Double => ReadValues<double>(column, rows, nulls),
            DataKind.Decimal => ReadValues<decimal>(column, rows, nulls),
            DataKind.Boolean => ReadValues<bool>(column, rows, nulls),
            DataKind.Date => ReadValues<DateOnly>(column, rows, nulls),
            _ => ReadValues<DateTime>(column, rows, nulls),
        };
    }

    private unsafe ColumnVector<T> ReadValues<T>(Column column, int rows, ulong[]? nulls) where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(rows);
        fixed (T* start = values) Take(rows * Unsafe.SizeOf<T>()).CopyTo(new Span<byte>(start, rows * Unsafe.SizeOf<T>()));
        return new ColumnVector<T>(column, values, nulls);
    }

    private ColumnVector<byte[]> ReadArrays(Column column, int rows, ulong[]? nulls)
    {
        var lengths = MemoryMarshal.Cast<byte, int>(Take(rows * sizeof(int)));
        var values = new byte[rows][];
        for (var i = 0; i < rows; i++) values[i] = Take(lengths[i]).ToArray();
        return new ColumnVector<byte[]>(column, ClearNulls(values, nulls), nulls);
    }

    private ColumnVector<string> ReadTexts(Column column, int rows, ulong[]? nulls)
    {
        var distinct = ReadInt();
        var texts = ReadTexts(distinct < 0 ? rows : distinct);
        if (distinct < 0) return new ColumnVector<string>(column, ClearNulls(texts, nulls), nulls);

        var values = new string[rows];
        if (distinct <= 1 << 8)
        {
            var indices = Take(rows);
            for (var i = 0; i < values.Length; i++) values[i] = texts[indices[i]];
        }
        else if (distinct <= 1 << 16)
        {
            var indices = MemoryMarshal.Cast<byte, ushort>(Take(rows * sizeof(ushort)));
            for (var i = 0; i < values.Length; i++) values[i] = texts[indices[i]];
        }
        else
        {
            var indices = MemoryMarshal.Cast<byte, int>(Take(rows * sizeof(int)));
            for (var i = 0; i < values.Length; i++) values[i] = texts[indices[i]];
        }
        return new ColumnVector<string>(column, ClearNulls(values, nulls), nulls);
    }

    private string[] ReadTexts(int count)
    {
        var narrow = ReadInt() == 1;
        var characters = ReadInt();
        var lengths = MemoryMarshal.Cast<byte, int>(Take(count * sizeof(int)));
        var texts = new string[count];
        var bytes = Take(characters * (narrow ? 1 : sizeof(char)));
        if (narrow)
            for (var i = 0; i < count; bytes = bytes[lengths[i++]..]) texts[i] = Encoding.Latin1.GetString(bytes[..lengths[i]]);
        else
        {
            var rest = MemoryMarshal.Cast<byte, char>(bytes);
            for (var i = 0; i < count; rest = rest[lengths[i++]..]) texts[i] = new string(rest[..lengths[i]]);
        }
        return texts;
    }

    /// <summary>Under a null mark lies the type's default, a null reference, where the file has an empty value.</summary>
    private static T[] ClearNulls<T>(T[] values, ulong[]? nulls) where T : class
    {
        for (var row = 0; nulls is not null && row < Math.Min(values.Length, nulls.Length * 64); row++)
            if ((nulls[row >> 6] >> (row & 63) & 1) != 0) values[row] = null!;
        return values;
    }

    private int ReadInt() => MemoryMarshal.Read<int>(Take(sizeof(int)));

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
