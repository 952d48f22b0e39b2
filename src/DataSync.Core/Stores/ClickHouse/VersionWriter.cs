using System.Buffers.Binary;
using System.Text;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// Writes the hidden column of keyed tables, by which ReplacingMergeTree chooses: the later commit and, within it, the later row; where the target
/// has a version column, its value comes before that. So the winner depends on no order in which parts are made or merged.
/// </summary>
internal sealed class VersionWriter(string? versionColumn)
{
    /// <summary>UInt256: the version in the upper 24 bytes (1 where it is not null, 23 that sort as its values do), the order in the lower 8.</summary>
    private const int Width = 32, OrderBytes = 8;

    /// <summary>A text's bytes, then how many they are: shorter texts come before longer ones that start alike.</summary>
    public const int MostTextBytes = 22;

    public string Type => versionColumn is null ? "UInt64" : "UInt256";

    /// <summary>Writes the versions of a batch whose first row is number <paramref name="row"/> of its commit.</summary>
    public void Write(ByteBuffer output, RowBatch batch, long sequence, long row)
    {
        var order = checked((ulong)sequence << 32) + (ulong)row;
        var column = versionColumn is null ? null : batch.Columns[batch.IndexOf(versionColumn)];
        var width = column is null ? OrderBytes : Width;
        var target = output.Reserve(checked(batch.RowCount * width));
        if (column is not null) Write(target, column);
        for (var i = 0; i < batch.RowCount; i++) BinaryPrimitives.WriteUInt64LittleEndian(target[(i * width)..], order + (ulong)i);
    }

    /// <summary>The first value that has no place in the hidden column.</summary>
    public UnrepresentableValue? FindUnrepresentable(ColumnVector vector) => vector.Column.Name != versionColumn ? null : vector switch
    {
        ColumnVector<string> => ValueRules.First<string>(vector, text => Encoding.UTF8.GetByteCount(text) <= MostTextBytes ? null : $"a version's text has at most {MostTextBytes} bytes"),
        ColumnVector<byte[]> => ValueRules.First<byte[]>(vector, bytes => bytes.Length <= MostTextBytes ? null : $"a version has at most {MostTextBytes} bytes"),
        _ => null,
    };

    private static void Write(Span<byte> target, ColumnVector column)
    {
        target.Clear();
        switch (column)
        {
            case ColumnVector<long> longs: Write(target, longs, (to, value) => WriteNumber(to, value)); break;
            case ColumnVector<bool> flags: Write(target, flags, (to, value) => WriteNumber(to, value ? 1 : 0)); break;
            case ColumnVector<DateOnly> days: Write(target, days, (to, value) => WriteNumber(to, value.DayNumber)); break;
            case ColumnVector<DateTime> times: Write(target, times, (to, value) => WriteNumber(to, value.Ticks)); break;
            case ColumnVector<double> doubles: Write(target, doubles, (to, value) => WriteNumber(to, Sortable(value))); break;
            case ColumnVector<decimal> decimals:
                var scale = column.Column.Type.Scale;
                Write(target, decimals, (to, value) => WriteNumber(to, NativeWriter.Units(value, scale)));
                break;
            case ColumnVector<string> texts: Write(target, texts, WriteText); break;
            case ColumnVector<byte[]> arrays: Write(target, arrays, (to, value) => WriteBytes(to, value)); break;
            default: throw new NotSupportedException($"A column of {column.GetType()} is no version.");
        }
    }

    private delegate void WriteValue<in T>(Span<byte> target, T value);

    private static void Write<T>(Span<byte> target, ColumnVector<T> column, WriteValue<T> write)
    {
        var values = column.Values;
        for (var row = 0; row < values.Length; row++)
        {
            if (column.IsNull(row)) continue; // stays 0: below every value
            var place = target.Slice(row * Width, Width);
            place[Width - 1] = 1;
            write(place[OrderBytes..(Width - 1)], values[row]);
        }
    }

    private static void WriteNumber(Span<byte> target, Int128 value) => BinaryPrimitives.WriteUInt128LittleEndian(target, (UInt128)value ^ (UInt128.One << 127));

    private static void WriteText(Span<byte> target, string text)
    {
        Span<byte> bytes = stackalloc byte[MostTextBytes];
        WriteBytes(target, bytes[..Encoding.UTF8.GetBytes(text, bytes)]);
    }

    private static void WriteBytes(Span<byte> target, ReadOnlySpan<byte> bytes)
    {
        // the number's highest byte is its last
        for (var i = 0; i < bytes.Length; i++) target[target.Length - 1 - i] = bytes[i];
        target[0] = (byte)bytes.Length;
    }

    /// <summary>An integer that sorts as the doubles do; NaN last, both zeros alike.</summary>
    private static long Sortable(double value)
    {
        if (double.IsNaN(value)) return long.MaxValue;
        var bits = BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);
        return bits >= 0 ? bits : long.MinValue - bits;
    }
}
