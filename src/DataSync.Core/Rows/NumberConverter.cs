using System.Globalization;
using System.Numerics;

namespace DataSync.Rows;

/// <summary>The rows of <see cref="ValueConverter"/>'s table that end in a number. Null where a conversion would lose something.</summary>
internal static class NumberConverter
{
    private const long LargestExactInteger = 1L << 53;

    public static object? ToInt64(object value) => value switch
    {
        long => value,
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong number => number <= long.MaxValue ? (long)number : null,
        bool boolean => boolean ? 1L : 0L,
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture) is >= -LargestExactInteger and <= LargestExactInteger and var number && Math.Floor(number) == number ? (long)number : null,
        decimal number => decimal.Truncate(number) == number && number is >= long.MinValue and <= long.MaxValue ? (long)number : null,
        BigInteger number => number >= long.MinValue && number <= long.MaxValue ? (long)number : null,
        string text => ParseInt64(text),
        _ => null,
    };

    public static object? ToDouble(object value) => value switch
    {
        double => value,
        // by its text: the double nearest to 0.1f is not the one a reader of 0.1 means
        float number => double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        decimal number => IntegerOrFraction(ToText(number)), // zeros after the point make an integer no fraction
        string text => ParseDouble(text),
        bool boolean => boolean ? 1.0 : 0.0,
        BigInteger number => (BigInteger)(double)number == number ? (double)number : null,
        _ => ToInt64(value) is long number && Exact(number) ? (double)number : null,
    };

    public static object? ToDecimal(object value, DataType type) => value switch
    {
        decimal number => Fit(number, type),
        double or float => double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) ? ParseDecimal(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture), type) : null,
        string text => LeadingZeros(text) ? null : ParseDecimal(text, type),
        BigInteger number => ParseDecimal(number.ToString(CultureInfo.InvariantCulture), type),
        ulong number => Fit(number, type),
        _ => ToInt64(value) is long number ? Fit(number, type) : null,
    };

    /// <summary>A decimal without trailing zeros.</summary>
    public static string ToText(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>True where a decimal has at most the type's digits, trailing zeros apart.</summary>
    public static bool Fits(decimal number, DataType type)
    {
        if (number.Scale > type.Scale && decimal.Round(number, type.Scale) != number) return false;
        return decimal.Abs(number) < Power(type.Precision - type.Scale);
    }

    private static object? Fit(decimal number, DataType type) => Fits(number, type) ? number : null;

    private static decimal Power(int digits)
    {
        var power = 1m;
        for (var i = 0; i < digits; i++) power *= 10;
        return power;
    }

    private static object? ParseInt64(string text)
    {
        if (LeadingZeros(text)) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        return TryParseDecimal(text, out var fraction) ? ToInt64(fraction) : null;
    }

    private static object? ParseDouble(string text) => text.ToLowerInvariant() switch
    {
        "nan" => double.NaN,
        "infinity" or "inf" => double.PositiveInfinity,
        "-infinity" or "-inf" => double.NegativeInfinity,
        _ => LeadingZeros(text) ? null : IntegerOrFraction(text),
    };

    /// <summary>A fraction's double is by definition the nearest one; of integers, whose digits may be an identity, none may be lost.</summary>
    private static object? IntegerOrFraction(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number)) return null;
        if (text.AsSpan().ContainsAny('.', 'e', 'E') || Math.Abs(number) < LargestExactInteger) return number;
        return BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) == (BigInteger)number ? number : null;
    }

    private static object? ParseDecimal(string text, DataType type) => TryParseDecimal(text, out var number) ? Fit(number, type) : null;

    /// <summary>Refuses what <see cref="decimal"/> would round away: digits past its 28.</summary>
    private static bool TryParseDecimal(string text, out decimal number)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number)) return false;
        var mantissa = text.AsSpan();
        if (mantissa.IndexOfAny('e', 'E') is >= 0 and var exponent) mantissa = mantissa[..exponent];
        var digits = mantissa.ToString().Replace(".", "", StringComparison.Ordinal).Trim('+', '-', '0').Length;
        return digits <= 28 && (number != 0 || digits == 0);
    }

    private static bool LeadingZeros(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    private static bool Exact(long number) => (long)(double)number == number && number != long.MaxValue;
}
