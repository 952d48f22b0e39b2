using System.Buffers.Text;
using System.Text;

namespace DataSync.Examples.Vendor.Data;

/// <summary>A growing buffer of UTF-8 bytes with the few forms that answers need.</summary>
public sealed class Utf8Buffer(int capacity = 4096)
{
    private static readonly long[] Powers = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000];
    private byte[] _bytes = new byte[capacity];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    /// <summary>Takes back the last byte: the comma after the last row.</summary>
    public void TrimEnd(byte last)
    {
        if (Length > 0 && _bytes[Length - 1] == last) Length--;
    }

    /// <summary>Bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Text as it is, without quotes.</summary>
    public void Raw(string text)
    {
        Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(Length));
    }

    /// <summary>A JSON string.</summary>
    public void Text(string text)
    {
        Raw("\""u8);
        Raw(text.AsSpan().IndexOfAny("\"\\\n\r\t") < 0 ? text : System.Text.Json.JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
        Raw("\""u8);
    }

    /// <summary>A whole number.</summary>
    public void Integer(long value)
    {
        Reserve(20);
        Utf8Formatter.TryFormat(value, _bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>A number scaled by 10^<paramref name="scale"/>, without trailing zeros but with one decimal at least.</summary>
    public void Float(long value, int scale)
    {
        Reserve(40);
        if (value < 0) _bytes[Length++] = (byte)'-';
        value = Math.Abs(value);
        var power = Powers[scale];
        Integer(value / power);
        _bytes[Length++] = (byte)'.';
        var rest = value % power;
        do
        {
            power /= 10;
            _bytes[Length++] = (byte)('0' + rest / power);
            rest %= power;
        }
        while (rest != 0);
    }

    private void Reserve(int more)
    {
        if (Length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
    }
}
