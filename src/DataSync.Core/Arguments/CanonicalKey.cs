using System.Globalization;
using System.Text;

namespace DataSync.Arguments;

/// <summary>
/// The identity of a slice as text: <c>exchange=SSE&amp;trade_date=2024-01-02</c>. Names in lower case, sorted by their UTF-16 code units; values in their one canonical text
/// (<see cref="Rows.ValueConverter.ToText"/>); <c>%</c>, <c>&amp;</c>, <c>=</c> and control characters as <c>%</c> and four hex digits; no arguments: the empty text.
/// Stores keep these texts in their markers for years, so this form never changes.
/// </summary>
internal static class CanonicalKey
{
    public static string Write(IEnumerable<KeyValuePair<string, string>> arguments)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in arguments.Select(a => KeyValuePair.Create(a.Key.ToLowerInvariant(), a.Value)).OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('&');
            Escape(name, text);
            text.Append('=');
            Escape(value, text);
        }
        return text.ToString();
    }

    /// <exception cref="FormatException">The text is no key.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string key)
    {
        if (key.Length == 0) yield break;
        foreach (var pair in key.Split('&'))
        {
            var at = pair.IndexOf('=');
            if (at < 0) throw new FormatException($"'{key}' is no slice key.");
            yield return new(Unescape(pair[..at]), Unescape(pair[(at + 1)..]));
        }
    }

    private static void Escape(string text, StringBuilder to)
    {
        foreach (var c in text)
        {
            if (c is '%' or '&' or '=' || char.IsControl(c)) to.Append('%').Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else to.Append(c);
        }
    }

    private static string Unescape(string text)
    {
        if (!text.Contains('%')) return text;
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%') { result.Append(text[i]); continue; }
            if (i + 4 >= text.Length) throw new FormatException($"'{text}' ends within an escape.");
            result.Append((char)ushort.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 4;
        }
        return result.ToString();
    }
}
