using System.Buffers;
using System.Text;
using DataSync.Rows;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.MySql;

/// <summary>Cells of the text that LOAD DATA reads: tabs between, <c>\N</c> for null, what would be taken for either escaped.</summary>
internal static class LoadCells
{
    private static readonly byte[] Null = [(byte)'\\', (byte)'N'];

    /// <summary>The cell of a column at a place.</summary>
    public static Utf8Cell Create(Column column, int index)
    {
        byte[] prefix = index == 0 ? [] : [(byte)'\t'];
        return column.Type.Kind switch
        {
            DataKind.Int64 => new BoundedCell<long, Int64Form>(prefix, Null),
            DataKind.Double => new BoundedCell<double, DoubleForm>(prefix, Null),
            DataKind.Decimal => new BoundedCell<decimal, DecimalForm>(prefix, Null),
            DataKind.Boolean => new BoundedCell<bool, BitForm>(prefix, Null),
            DataKind.Date => new BoundedCell<DateOnly, DateForm>(prefix, Null),
            DataKind.Timestamp or DataKind.TimestampTz => new BoundedCell<DateTime, TimestampForm>(prefix, Null),
            DataKind.Binary => new EscapedCell<byte[]>(prefix, Null, value => value.Length, (value, to) => { value.CopyTo(to); return value.Length; }),
            _ => new EscapedCell<string>(prefix, Null, value => Encoding.UTF8.GetMaxByteCount(value.Length), (value, to) => Encoding.UTF8.GetBytes(value, to)),
        };
    }
}

/// <summary>1 or 0.</summary>
internal readonly struct BitForm : IUtf8Form<bool>
{
    public static int MaxLength => 1;

    public static int Write(bool value, Span<byte> destination)
    {
        destination[0] = value ? (byte)'1' : (byte)'0';
        return 1;
    }
}

/// <summary>Texts and bytes of any length, with what separates cells and rows escaped.</summary>
internal sealed class EscapedCell<T>(byte[] prefix, byte[] @null, Func<T, int> mostBytes, EscapedCell<T>.Encoder encode) : Utf8Cell where T : class
{
    private static readonly SearchValues<byte> Special = SearchValues.Create("\t\n\\\0"u8);
    private ColumnVector<T> _vector = null!;

    /// <summary>Writes a value's bytes, returns how many there are.</summary>
    public delegate int Encoder(T value, Span<byte> destination);

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<T>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        buffer.Write(prefix);
        if (_vector.Values[row] is not { } value)
        {
            buffer.Write(@null);
            return;
        }
        var free = buffer.Free(mostBytes(value));
        var length = encode(value, free);
        if (free[..length].IndexOfAny(Special) < 0) buffer.Advance(length);
        else Escape(free[..length].ToArray(), buffer);
    }

    private static void Escape(ReadOnlySpan<byte> text, ByteBuffer buffer)
    {
        for (var at = text.IndexOfAny(Special); at >= 0; at = text.IndexOfAny(Special))
        {
            buffer.Write(text[..at]);
            buffer.Write([(byte)'\\', text[at] switch { (byte)'\t' => (byte)'t', (byte)'\n' => (byte)'n', 0 => (byte)'0', _ => (byte)'\\' }]);
            text = text[(at + 1)..];
        }
        buffer.Write(text);
    }
}
