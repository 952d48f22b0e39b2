using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace DataSync.Rows;

/// <summary>A 64-bit hash of some columns of each row; values that a server takes for equal have equal hashes.</summary>
internal static class RowHashes
{
    private const ulong Prime = 0x9E3779B97F4A7C15, NullHash = 0x8C57_1F3B_91D2_E6A4;

    /// <summary>Mixes a column into the rows' hashes.</summary>
    public static void Mix(ColumnVector vector, Span<ulong> hashes)
    {
        switch (vector)
        {
            case ColumnVector<string> texts: Mix(texts, hashes, text => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan()))); break;
            case ColumnVector<byte[]> arrays: Mix(arrays, hashes, bytes => XxHash3.HashToUInt64(bytes)); break;
            case ColumnVector<long> longs: Mix(longs, hashes, value => (ulong)value); break;
            case ColumnVector<double> doubles: Mix(doubles, hashes, value => value == 0 ? 0 : BitConverter.DoubleToUInt64Bits(value)); break;
            case ColumnVector<decimal> decimals: Mix(decimals, hashes, Hash); break;
            case ColumnVector<bool> flags: Mix(flags, hashes, value => value ? 2UL : 1UL); break;
            case ColumnVector<DateOnly> days: Mix(days, hashes, value => (ulong)value.DayNumber); break;
            case ColumnVector<DateTime> times: Mix(times, hashes, value => (ulong)value.Ticks); break;
            default: throw new NotSupportedException($"A column of {vector.GetType()} has no hash.");
        }
    }

    private static void Mix<T>(ColumnVector<T> vector, Span<ulong> hashes, Func<T, ulong> hash)
    {
        var values = vector.Values;
        for (var row = 0; row < values.Length; row++)
        {
            var value = vector.IsNull(row) ? NullHash : hash(values[row]);
            var mixed = (hashes[row] ^ value) * Prime;
            hashes[row] = (mixed ^ (mixed >> 32)) * Prime;
        }
    }

    /// <summary>The same for 1.5 and 1.50.</summary>
    private static ulong Hash(decimal value)
    {
        // dividing by one with all its zeros leaves the shortest scale
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value / 1.0000000000000000000000000000m, bits);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(bits));
    }
}
