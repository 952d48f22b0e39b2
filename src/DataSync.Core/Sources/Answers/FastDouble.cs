using System.Buffers.Text;

namespace DataSync.Sources.Answers;

/// <summary>Reads numbers as doubles: short decimals exactly by one division, others by the library.</summary>
internal static class FastDouble
{
    private const int MaxDigits = 15;

    // a mantissa of up to 15 digits and these powers are exact doubles, so their quotient is correctly rounded (Clinger 1990)
    private static ReadOnlySpan<double> Powers => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number in JSON's form; false where the bytes are none, or an integer too long to be surely exact.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // sign, point and digits: a longer text has too many digits in any case
        if (text.Length > MaxDigits + 2) return TryParseAny(text, out value);
        var negative = text.Length > 0 && text[0] == '-';
        var first = negative ? 1 : 0;
        long mantissa = 0;
        var point = -1;
        for (var at = first; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9) mantissa = mantissa * 10 + digit;
            else if (text[at] == '.' && point < 0) point = at;
            else return TryParseAny(text, out value);
        }
        var digits = text.Length - first - (point >= 0 ? 1 : 0);
        if (digits is 0 or > MaxDigits || point == first || point == text.Length - 1) return TryParseAny(text, out value);
        value = mantissa;
        if (point >= 0) value /= Powers[text.Length - point - 1];
        if (negative) value = -value;
        return true;
    }

    /// <summary>Reads the number of up to 15 digits, without exponent, that begins at a byte.</summary>
    /// <returns>Where it ends; negative where there is none.</returns>
    public static int Scan(ReadOnlySpan<byte> json, int at, out double value)
    {
        value = 0;
        long mantissa = 0;
        var negative = json[at] == '-';
        if (negative) at++;
        var first = at;
        at = Plain.Digits(json, at, ref mantissa);
        if (!Plain.IsWhole(json, first, at)) return -1;
        var (digits, decimals) = (at - first, 0);
        if (Plain.At(json, at) == '.')
        {
            var point = ++at;
            at = Plain.Digits(json, at, ref mantissa);
            decimals = at - point;
            if (decimals == 0) return -1;
        }
        if (digits + decimals > MaxDigits || Plain.At(json, at) is (byte)'e' or (byte)'E') return -1;
        value = mantissa / Powers[decimals];
        if (negative) value = -value;
        return at;
    }

    // a long integer may be none that a double holds: that is not for here to pass over
    private static bool TryParseAny(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        return text.ContainsAny(".eE"u8) && Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && double.IsFinite(value);
    }
}
