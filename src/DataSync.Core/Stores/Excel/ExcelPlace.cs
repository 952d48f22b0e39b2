using System.Buffers.Text;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>The row that a sheet's writer is at, as its number's digits.</summary>
internal sealed class ExcelRow
{
    private readonly byte[] _digits = new byte[8];
    private int _length;

    public ReadOnlySpan<byte> Digits => _digits.AsSpan(0, _length);

    public void Set(int number) => Utf8Formatter.TryFormat(number, _digits, out _length);
}

/// <summary>Writes the beginning of a column's cells: <c>&lt;c r="B12"</c>, as not every reader counts cells that do not say where they are.</summary>
internal sealed class ExcelPlace(int index, ExcelRow row)
{
    public const int MaxLength = 24;
    private readonly byte[] _start = Encoding.UTF8.GetBytes($"<c r=\"{Letters(index)}");

    /// <summary>A column's letters, such as A, Z, AA.</summary>
    /// <param name="index">Its place, from 0.</param>
    public static string Letters(int index) => index < 26 ? ((char)('A' + index)).ToString() : Letters(index / 26 - 1) + (char)('A' + index % 26);

    /// <summary>The place of a column from 0, of a cell's reference such as <c>AB12</c>; -1 where it is none.</summary>
    public static int IndexOf(ReadOnlySpan<char> reference)
    {
        var index = 0;
        foreach (var letter in reference)
        {
            if (!char.IsAsciiLetterUpper(letter) || index > ExcelLimits.Columns) break;
            index = index * 26 + letter - 'A' + 1;
        }
        return index - 1;
    }

    public int Write(Span<byte> destination)
    {
        _start.CopyTo(destination);
        var digits = row.Digits;
        digits.CopyTo(destination[_start.Length..]);
        return _start.Length + digits.Length;
    }

    /// <summary>Writes a whole cell of text.</summary>
    public void WriteText(string text, int style, ByteBuffer buffer)
    {
        var free = buffer.Free(MaxLength);
        buffer.Advance(Write(free));
        buffer.Write("\" s=\""u8);
        buffer.WriteDigits(style);
        buffer.Write(NeedsSpace(text) ? "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">"u8 : "\" t=\"inlineStr\"><is><t>"u8);
        ExcelText.Write(text, buffer);
        buffer.Write("</t></is></c>"u8);
    }

    /// <summary>True where Excel would drop white space that nothing asks it to keep.</summary>
    private static bool NeedsSpace(string text) => text.Length > 0 && (text[0] <= ' ' || text[^1] <= ' ' || text.AsSpan().ContainsAny('\n', '\t') || text.Contains("  ", StringComparison.Ordinal));
}

file static class ByteBufferDigits
{
    public static void WriteDigits(this ByteBuffer buffer, int number)
    {
        Utf8Formatter.TryFormat(number, buffer.Free(12), out var written);
        buffer.Advance(written);
    }
}
