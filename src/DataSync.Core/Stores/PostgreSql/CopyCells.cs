using System.Buffers.Binary;
using System.Text;
using DataSync.Rows;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.PostgreSql;

/// <summary>Cells of the binary COPY format: a length, -1 for null, and the value in network order (PostgreSQL's documentation of COPY, Binary Format).</summary>
internal static class CopyCells
{
    /// <summary>The cell of a column.</summary>
    public static Utf8Cell Create(Column column) => column.Type.Kind switch
    {
        DataKind.Int64 => new FixedCell<long, Int64Copy>(),
        DataKind.Double => new FixedCell<double, DoubleCopy>(),
        DataKind.Boolean => new FixedCell<bool, BooleanCopy>(),
        DataKind.Date => new FixedCell<DateOnly, DateCopy>(),
        DataKind.Timestamp or DataKind.TimestampTz => new FixedCell<DateTime, TimeCopy>(),
        DataKind.Decimal => new NumericCell(),
        DataKind.Binary => new BytesCell(),
        _ => new TextCell(),
    };

    /// <summary>Writes the length that stands for null.</summary>
    public static void WriteNull(ByteBuffer buffer) => BinaryPrimitives.WriteInt32BigEndian(buffer.Reserve(sizeof(int)), -1);
}

/// <summary>How values of a type are written in as many bytes each.</summary>
internal interface ICopyForm<T>
{
    static abstract int Length { get; }
    static abstract void Write(T value, Span<byte> destination);
}

internal readonly struct Int64Copy : ICopyForm<long>
{
    public static int Length => sizeof(long);
    public static void Write(long value, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, value);
}

internal readonly struct DoubleCopy : ICopyForm<double>
{
    public static int Length => sizeof(double);
    public static void Write(double value, Span<byte> destination) => BinaryPrimitives.WriteDoubleBigEndian(destination, value);
}

internal readonly struct BooleanCopy : ICopyForm<bool>
{
    public static int Length => 1;
    public static void Write(bool value, Span<byte> destination) => destination[0] = value ? (byte)1 : (byte)0;
}

/// <summary>Days since 2000.</summary>
internal readonly struct DateCopy : ICopyForm<DateOnly>
{
    private static readonly int Epoch = new DateOnly(2000, 1, 1).DayNumber;
    public static int Length => sizeof(int);
    public static void Write(DateOnly value, Span<byte> destination) => BinaryPrimitives.WriteInt32BigEndian(destination, value.DayNumber - Epoch);
}

/// <summary>Microseconds since 2000, with zone or without.</summary>
internal readonly struct TimeCopy : ICopyForm<DateTime>
{
    private static readonly long Epoch = new DateTime(2000, 1, 1).Ticks;
    public static int Length => sizeof(long);
    public static void Write(DateTime value, Span<byte> destination) => BinaryPrimitives.WriteInt64BigEndian(destination, (value.Ticks - Epoch) / TimeSpan.TicksPerMicrosecond);
}

/// <summary>Values of one length.</summary>
internal sealed class FixedCell<T, TForm> : Utf8Cell where TForm : struct, ICopyForm<T>
{
    private ColumnVector<T> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<T>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.IsNull(row)) CopyCells.WriteNull(buffer);
        else
        {
            var bytes = buffer.Reserve(sizeof(int) + TForm.Length);
            BinaryPrimitives.WriteInt32BigEndian(bytes, TForm.Length);
            TForm.Write(_vector.Values[row], bytes[sizeof(int)..]);
        }
    }
}

/// <summary>Texts and JSON, in UTF-8.</summary>
internal sealed class TextCell : Utf8Cell
{
    private ColumnVector<string> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<string>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.Values[row] is not { } text)
        {
            CopyCells.WriteNull(buffer);
            return;
        }
        var free = buffer.Free(sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, free[sizeof(int)..]);
        BinaryPrimitives.WriteInt32BigEndian(free, length);
        buffer.Advance(sizeof(int) + length);
    }
}

internal sealed class BytesCell : Utf8Cell
{
    private ColumnVector<byte[]> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<byte[]>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.Values[row] is not { } value)
        {
            CopyCells.WriteNull(buffer);
            return;
        }
        BinaryPrimitives.WriteInt32BigEndian(buffer.Reserve(sizeof(int)), value.Length);
        buffer.Write(value);
    }
}

/// <summary>Decimals in base 10,000: the number of digits, the first one's power, sign, decimal places, digits.</summary>
internal sealed class NumericCell : Utf8Cell
{
    private const int Base = 10_000, MostDigits = 12, HeaderFields = 4;
    private ColumnVector<decimal> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<decimal>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        if (_vector.IsNull(row)) CopyCells.WriteNull(buffer);
        else Write(_vector.Values[row], buffer);
    }

    private static void Write(decimal value, ByteBuffer buffer)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        var number = new UInt128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        // digits of four places each, counted from the point
        for (var places = scale; places % 4 != 0; places++) number *= 10;
        Span<short> digits = stackalloc short[MostDigits];
        var count = 0;
        for (; number != 0; number /= Base) digits[count++] = (short)(number % Base);
        var weight = count - 1 - (scale + 3) / 4;
        var zeros = 0;
        while (zeros < count && digits[zeros] == 0) zeros++;

        var length = (HeaderFields + count - zeros) * sizeof(short);
        var bytes = buffer.Reserve(sizeof(int) + length);
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        BinaryPrimitives.WriteInt16BigEndian(bytes[4..], (short)(count - zeros));
        BinaryPrimitives.WriteInt16BigEndian(bytes[6..], (short)(count == 0 ? 0 : weight));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[8..], value < 0 ? (ushort)0x4000 : (ushort)0);
        BinaryPrimitives.WriteInt16BigEndian(bytes[10..], (short)scale);
        for (var i = 0; i < count - zeros; i++) BinaryPrimitives.WriteInt16BigEndian(bytes[(12 + i * 2)..], digits[count - 1 - i]);
    }
}
