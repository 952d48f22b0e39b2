using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using DataSync.Rows;
using DataSync.Rows.Utf8;

namespace DataSync.Stores.Json;

/// <summary>A double as a number, or as a text where JSON has no such number.</summary>
internal readonly struct JsonDoubleForm : IUtf8Form<double>
{
    public static int MaxLength => Quoted<double, DoubleForm>.MaxLength;

    public static int Write(double value, Span<byte> destination) =>
        double.IsFinite(value) ? DoubleForm.Write(value, destination) : Quoted<double, DoubleForm>.Write(value, destination);
}

/// <summary>A cell whose values take any length: <paramref name="prefix"/>, then null or what <see cref="WriteValue"/> writes.</summary>
internal abstract class JsonUnboundedCell<T>(byte[] prefix) : Utf8Cell where T : class
{
    private ColumnVector<T> _vector = null!;

    public override void Bind(ColumnVector vector) => _vector = (ColumnVector<T>)vector;

    public override void Write(int row, ByteBuffer buffer)
    {
        buffer.Write(prefix);
        if (_vector.Values[row] is { } value) WriteValue(value, buffer);
        else buffer.Write("null"u8);
    }

    protected abstract void WriteValue(T value, ByteBuffer buffer);
}

/// <summary>Texts between quotes, escaped where JSON asks for it; Chinese stays readable.</summary>
internal sealed class JsonTextCell(byte[] prefix) : JsonUnboundedCell<string>(prefix)
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    protected override void WriteValue(string value, ByteBuffer buffer)
    {
        var free = buffer.Free(Encoding.UTF8.GetMaxByteCount(value.Length) + 2);
        free[0] = (byte)'"';
        var length = Encoding.UTF8.GetBytes(value, free[1..]);
        var text = free.Slice(1, length);
        if (Encoder.FindFirstCharacterToEncodeUtf8(text) < 0)
        {
            free[length + 1] = (byte)'"';
            buffer.Advance(length + 2);
        }
        else WriteEscaped(text.ToArray(), buffer);
    }

    private static void WriteEscaped(ReadOnlySpan<byte> text, ByteBuffer buffer)
    {
        buffer.Write("\""u8);
        while (!text.IsEmpty)
        {
            var status = Encoder.EncodeUtf8(text, buffer.Free(Math.Min(text.Length, 1 << 16) + 64), out var consumed, out var written);
            buffer.Advance(written);
            text = text[consumed..];
            if (status == OperationStatus.InvalidData) throw new InvalidOperationException("A text was to be written that has no UTF-8 form.");
        }
        buffer.Write("\""u8);
    }
}

/// <summary>JSON values as they are; a line break, which can only stand between tokens, becomes a space, so that a line stays a line.</summary>
internal sealed class JsonRawCell(byte[] prefix) : JsonUnboundedCell<string>(prefix)
{
    protected override void WriteValue(string value, ByteBuffer buffer)
    {
        var free = buffer.Free(Encoding.UTF8.GetMaxByteCount(value.Length));
        var length = Encoding.UTF8.GetBytes(value, free);
        free[..length].ReplaceAny(LineBreaks, (byte)' ');
        buffer.Advance(length);
    }

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);
}

/// <summary>Bytes as Base64.</summary>
internal sealed class JsonBinaryCell(byte[] prefix) : JsonUnboundedCell<byte[]>(prefix)
{
    protected override void WriteValue(byte[] value, ByteBuffer buffer)
    {
        buffer.Write("\""u8);
        Base64.EncodeToUtf8(value, buffer.Free(Base64.GetMaxEncodedToUtf8Length(value.Length)), out _, out var written);
        buffer.Advance(written);
        buffer.Write("\""u8);
    }
}
