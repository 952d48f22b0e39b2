using System.Buffers;
using System.Globalization;
using System.Text;
using DataSync.Rows;

namespace DataSync.Arguments;

/// <summary>
/// The identity of a slice as text: <c>exchange=SSE&amp;trade_date=2024-01-02</c>. Names in lower case, sorted by their UTF-16 code units; values in their one canonical text
/// (<see cref="ValueConverter.ToText"/>); <c>%</c>, <c>&amp;</c>, <c>=</c> and control characters as <c>%</c> and four hex digits; no arguments: the empty text.
/// Stores keep these texts in their markers for years, so this form never changes.
/// </summary>
/// <param name="parameters">The parameters that there may be.</param>
internal sealed class CanonicalKey(IEnumerable<Parameter> parameters)
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. "%&=", .. Enumerable.Range(0, 0x100).Select(c => (char)c).Where(char.IsControl)]);

    [ThreadStatic]
    private static StringBuilder? _text;

    private readonly (Parameter Parameter, string Name)[] _names =
        [.. parameters.Select(p => (p, Name: p.Name.ToLowerInvariant())).OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => (p.p, Escape(p.Name)))];

    /// <summary>The key of a slice, by its arguments under the names that their parameters declare.</summary>
    public string Write(Dictionary<string, object> arguments)
    {
        var text = (_text ??= new StringBuilder()).Clear();
        foreach (var (parameter, name) in _names)
        {
            if (!arguments.TryGetValue(parameter.Name, out var value)) continue;
            if (text.Length > 0) text.Append('&');
            text.Append(name).Append('=').Append(Escape(ValueConverter.ToText(value, parameter.Type)));
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

    private static string Escape(string text)
    {
        if (!text.AsSpan().ContainsAny(Escaped)) return text;
        var escaped = new StringBuilder(text.Length + 4);
        foreach (var c in text)
        {
            if (Escaped.Contains(c)) escaped.Append('%').Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else escaped.Append(c);
        }
        return escaped.ToString();
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
