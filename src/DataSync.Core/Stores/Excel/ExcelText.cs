using System.Buffers;
using System.Globalization;
using System.Text;
using DataSync.Rows;

namespace DataSync.Stores.Excel;

/// <summary>
/// Texts in a sheet's XML. Characters that XML lacks or alters (control characters, carriage returns, U+FFFE and U+FFFF) are written as <c>_xHHHH_</c>, and
/// an underscore that would begin such a form as <c>_x005F_</c>: ECMA-376's ST_Xstring, which Excel reads and writes.
/// </summary>
internal static class ExcelText
{
    private const int EscapeLength = 7;
    private static readonly SearchValues<char> Special = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Except(['\t', '\n']), '&', '<', '>', '"', '_', '\uFFFE', '\uFFFF']);

    /// <summary>Writes a text between tags.</summary>
    public static void Write(ReadOnlySpan<char> text, ByteBuffer buffer)
    {
        while (true)
        {
            var next = text.IndexOfAny(Special);
            var plain = next < 0 ? text : text[..next];
            buffer.Advance(Encoding.UTF8.GetBytes(plain, buffer.Free(Encoding.UTF8.GetMaxByteCount(plain.Length))));
            if (next < 0) return;
            WriteSpecial(text[next..], buffer);
            text = text[(next + 1)..];
        }
    }

    /// <summary>A text with its <c>_xHHHH_</c> forms read.</summary>
    public static string Unescape(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (int next; (next = text.IndexOf("_x")) >= 0;)
        {
            var isEscape = IsEscape(text[next..]);
            plain.Append(text[..next]).Append(isEscape ? (char)ushort.Parse(text.Slice(next + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : '_');
            text = text[(next + (isEscape ? EscapeLength : 1))..];
        }
        return plain.Append(text).ToString();
    }

    private static void WriteSpecial(ReadOnlySpan<char> text, ByteBuffer buffer)
    {
        switch (text[0])
        {
            case '&': buffer.Write("&amp;"u8); break;
            case '<': buffer.Write("&lt;"u8); break;
            case '>': buffer.Write("&gt;"u8); break;
            case '"': buffer.Write("&quot;"u8); break;
            case '_' when !IsEscape(text): buffer.Write("_"u8); break;
            default: buffer.Write(Encoding.UTF8.GetBytes($"_x{(int)text[0]:X4}_")); break;
        }
    }

    private static bool IsEscape(ReadOnlySpan<char> text) =>
        text.Length >= EscapeLength && text[1] == 'x' && text[6] == '_' && char.IsAsciiHexDigit(text[2]) && char.IsAsciiHexDigit(text[3]) && char.IsAsciiHexDigit(text[4]) && char.IsAsciiHexDigit(text[5]);
}
