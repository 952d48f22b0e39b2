using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// Writes batches in ClickHouse's Native format, column by column: the form its own client sends, which the server takes over without parsing cells.
/// https://clickhouse.com/docs/interfaces/formats/Native
/// </summary>
internal sealed class NativeWriter
{
    private readonly (byte[] Header, bool IsNullable, Action<ByteBuffer, ColumnVector> Write)[] _columns;
    private readonly byte[] _hidden;

    /// <param name="columns">The table's columns.</param>
    /// <param name="isNullable">Which of them can be null.</param>
    /// <param name="hidden">The name of the hidden column.</param>
    /// <param name="hiddenType">Its type.</param>
    public NativeWriter(IReadOnlyList<Column> columns, Func<Column, bool> isNullable, string hidden, string hiddenType)
    {
        _columns = [.. columns.Select(c => (Header(c.Name, ClickHouseTypes.Name(c.Type, isNullable(c))), isNullable(c), Values(c.Type)))];
        _hidden = Header(hidden, hiddenType);
    }

    /// <summary>Writes a block.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="batch">Rows with exactly the table's columns.</param>
    /// <param name="hidden">Writes the hidden column's values.</param>
    public void Write(ByteBuffer output, RowBatch batch, Action<ByteBuffer, RowBatch> hidden)
    {
        output.WriteVarint((ulong)_columns.Length + 1);
        output.WriteVarint((ulong)batch.RowCount);
        for (var i = 0; i < _columns.Length; i++)
        {
            var (header, isNullable, write) = _columns[i];
            output.Write(header);
            if (isNullable) WriteNulls(output, batch.Columns[i]);
            write(output, batch.Columns[i]);
        }
        output.Write(_hidden);
        hidden(output, batch);
    }

    private static byte[] Header(string name, string type)
    {
        using var output = new ByteBuffer(256);
        WriteText(output, name);
        WriteText(output, type);
        return output.Written.ToArray();
    }

    private static Action<ByteBuffer, ColumnVector> Values(DataType type) => type.Kind switch
    {
        DataKind.Int64 => (output, vector) => output.Write(MemoryMarshal.AsBytes(((ColumnVector<long>)vector).Values)),
        DataKind.Double => (output, vector) => output.Write(MemoryMarshal.AsBytes(((ColumnVector<double>)vector).Values)),
        DataKind.Boolean => (output, vector) => output.Write(MemoryMarshal.AsBytes(((ColumnVector<bool>)vector).Values)),
        DataKind.Date => WriteDays,
        DataKind.Timestamp or DataKind.TimestampTz => WriteTimes,
        DataKind.Decimal => (output, vector) => WriteDecimals(output, (ColumnVector<decimal>)vector, type),
        DataKind.Binary => WriteArrays,
        _ => WriteTexts,
    };

    private static void WriteNulls(ByteBuffer output, ColumnVector vector)
    {
        var flags = output.Reserve(vector.Count);
        flags.Clear();
        for (var row = vector.NextNull(0); row < vector.Count; row = vector.NextNull(row + 1)) flags[row] = 1;
    }

    private static void WriteDays(ByteBuffer output, ColumnVector vector)
    {
        var epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var days = ((ColumnVector<DateOnly>)vector).Values;
        var target = MemoryMarshal.Cast<byte, int>(output.Reserve(days.Length * sizeof(int)));
        for (var row = 0; row < days.Length; row++) target[row] = days[row].DayNumber - epoch;
        ForgetNulls(vector, target);
    }

    private static void WriteTimes(ByteBuffer output, ColumnVector vector)
    {
        var times = ((ColumnVector<DateTime>)vector).Values;
        var target = MemoryMarshal.Cast<byte, long>(output.Reserve(times.Length * sizeof(long)));
        // floors; what is finer than a microsecond was refused
        for (var row = 0; row < times.Length; row++) target[row] = (times[row].Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        ForgetNulls(vector, target);
    }

    /// <summary>The default under a null mark is out of the server's range for days and times.</summary>
    private static void ForgetNulls<T>(ColumnVector vector, Span<T> target)
    {
        for (var row = vector.NextNull(0); row < vector.Count; row = vector.NextNull(row + 1)) target[row] = default!;
    }

    private static void WriteDecimals(ByteBuffer output, ColumnVector<decimal> vector, DataType type)
    {
        var width = type.Precision <= 9 ? 4 : type.Precision <= 18 ? 8 : 16;
        var values = vector.Values;
        var target = output.Reserve(values.Length * width);
        for (var row = 0; row < values.Length; row++, target = target[width..])
        {
            var units = Units(values[row], type.Scale);
            if (width == 4) BinaryPrimitives.WriteInt32LittleEndian(target, (int)units);
            else if (width == 8) BinaryPrimitives.WriteInt64LittleEndian(target, (long)units);
            else BinaryPrimitives.WriteInt128LittleEndian(target, units);
        }
    }

    /// <summary>The value times ten to the power of <paramref name="scale"/>.</summary>
    public static Int128 Units(decimal value, int scale)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var units = (Int128)new UInt128((uint)bits[2], (ulong)(uint)bits[1] << 32 | (uint)bits[0]);
        for (var have = value.Scale; have < scale; have++) units *= 10;
        for (var have = value.Scale; have > scale; have--) units /= 10; // zeros, as was checked
        return bits[3] < 0 ? -units : units;
    }

    private static void WriteTexts(ByteBuffer output, ColumnVector vector)
    {
        string? last = null;
        var (start, length) = (0, 0);
        foreach (var text in ((ColumnVector<string>)vector).Values)
        {
            if (text is null)
            {
                output.Reserve(1)[0] = 0;
                continue;
            }
            if (ReferenceEquals(text, last)) // columns repeat their texts
            {
                var copy = output.Reserve(length);
                output.Written.Span.Slice(start, length).CopyTo(copy);
                continue;
            }
            (last, start) = (text, output.Length);
            WriteText(output, text);
            length = output.Length - start;
        }
    }

    private static void WriteArrays(ByteBuffer output, ColumnVector vector)
    {
        foreach (var bytes in ((ColumnVector<byte[]>)vector).Values)
        {
            output.WriteVarint((ulong)(bytes?.Length ?? 0));
            output.Write(bytes);
        }
    }

    private static void WriteText(ByteBuffer output, string text)
    {
        const int Short = 42; // at most 126 bytes, whose length is one byte
        if (text.Length <= Short)
        {
            var free = output.Free(1 + text.Length * 3);
            var count = Encoding.UTF8.GetBytes(text, free[1..]);
            free[0] = (byte)count;
            output.Advance(1 + count);
            return;
        }
        var bytes = Encoding.UTF8.GetByteCount(text);
        output.WriteVarint((ulong)bytes);
        Encoding.UTF8.GetBytes(text, output.Reserve(bytes));
    }
}
