using System.Numerics;
using System.Text;
using DataSync.Rows;
using Parquet.Data;

namespace DataSync.Stores.Parquet;

/// <summary>What a footer says of a column chunk's values: how many are null, the least and the greatest in Parquet's plain encoding and order.</summary>
/// <param name="Nulls">How many are null.</param>
/// <param name="Min">No value is less; null where nothing is said.</param>
/// <param name="Max">No value is greater.</param>
internal readonly record struct ChunkStatistics(int Nulls, byte[]? Min, byte[]? Max)
{
    /// <summary>Longer texts are left out, so that a footer stays small.</summary>
    private const int LongestText = 64;

    /// <summary>Of integers, days and times, as the integers they are stored as.</summary>
    public static ChunkStatistics Of<T>(ReadOnlySpan<T> values, int nulls, Func<T, byte[]> encode) where T : struct, IComparable<T>
    {
        if (values.IsEmpty) return new(nulls, null, null);
        var (min, max) = (values[0], values[0]);
        foreach (var value in values)
        {
            if (value.CompareTo(min) < 0) min = value;
            if (value.CompareTo(max) > 0) max = value;
        }
        return new(nulls, encode(min), encode(max));
    }

    /// <summary>Of doubles. Where one is NaN nothing is said, as readers disagree on its place; a zero counts as both zeros.</summary>
    public static ChunkStatistics OfDoubles(ReadOnlySpan<double> values, int nulls)
    {
        var (min, max, nan) = (double.PositiveInfinity, double.NegativeInfinity, values.IsEmpty);
        foreach (var value in values)
        {
            if (value < min) min = value;
            if (value > max) max = value;
            nan |= double.IsNaN(value);
        }
        return nan ? new(nulls, null, null) : new(nulls, BitConverter.GetBytes(min == 0 ? -0.0 : min), BitConverter.GetBytes(max == 0 ? 0.0 : max));
    }

    /// <summary>Of texts, in the order of their UTF-8 bytes.</summary>
    public static ChunkStatistics OfTexts(ReadOnlySpan<ReadOnlyMemory<char>> texts, int nulls)
    {
        if (texts.IsEmpty) return new(nulls, null, null);
        var (min, max, last) = (texts[0], texts[0], texts[0]);
        foreach (var text in texts)
        {
            if (text.Equals(last)) continue; // the same object, as a pool gives it for a repeated text
            last = text;
            if (CompareAsUtf8(text.Span, min.Span) < 0) min = text;
            else if (CompareAsUtf8(text.Span, max.Span) > 0) max = text;
        }
        return min.Length > LongestText || max.Length > LongestText ? new(nulls, null, null) : new(nulls, Utf8(min), Utf8(max));
    }

    /// <summary>Of decimals: integers of 4 or 8 bytes, or big-endian ones of as many as the precision needs.</summary>
    public static byte[] Encode(decimal value, DataType type)
    {
        var shift = type.Scale - value.Scale;
        var bits = decimal.GetBits(value);
        var unscaled = new BigInteger(new decimal(bits[0], bits[1], bits[2], isNegative: value < 0, scale: 0));
        unscaled = shift >= 0 ? unscaled * BigInteger.Pow(10, shift) : unscaled / BigInteger.Pow(10, -shift);
        if (type.Precision <= 9) return BitConverter.GetBytes((int)unscaled);
        if (type.Precision <= 18) return BitConverter.GetBytes((long)unscaled);
        var bytes = new byte[BigDecimal.GetBufferSize(type.Precision)];
        if (value < 0) bytes.AsSpan().Fill(0xff);
        var digits = unscaled.ToByteArray(isBigEndian: true);
        digits.CopyTo(bytes, bytes.Length - digits.Length);
        return bytes;
    }

    /// <summary>Writes the struct <c>Statistics</c>: null_count, max_value, min_value.</summary>
    public void Write(ByteBuffer output)
    {
        var statistics = new ThriftWriter(output);
        statistics.Integer(3, Nulls);
        if (Min is not null && Max is not null)
        {
            statistics.Binary(5, Max);
            statistics.Binary(6, Min);
        }
        statistics.End();
    }

    private static byte[] Utf8(ReadOnlyMemory<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text.Span)];
        Encoding.UTF8.GetBytes(text.Span, bytes);
        return bytes;
    }

    /// <summary>Surrogates, which stand for code points above all others, are below U+E000 as UTF-16.</summary>
    private static int CompareAsUtf8(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        var (l, r) = (left[same], right[same]);
        return char.IsSurrogate(l) == char.IsSurrogate(r) ? l.CompareTo(r) : char.IsSurrogate(l) ? 1 : -1;
    }
}
