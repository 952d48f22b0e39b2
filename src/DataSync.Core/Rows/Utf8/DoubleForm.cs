using System.Buffers.Text;
using System.Globalization;

namespace DataSync.Rows.Utf8;

/// <summary>
/// A double in the shortest form that reads back as the same double, with a point or exponent in it (<c>10.0</c>), so that readers which guess
/// types find a double; <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.
/// </summary>
internal readonly struct DoubleForm : IUtf8Form<double>
{
    private const double Limit = 1e15;
    private const int ExactDigits = 15;
    private static ReadOnlySpan<double> Powers => [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    public static int MaxLength => 32;

    public static int Write(double value, Span<byte> destination)
    {
        // Prices and volumes have few digits, for which formatting an integer is several times as fast as the general search for the shortest form.
        // It is the same text: a division is exactly rounded, so n / 10^k == value says that value is the double nearest to that decimal; and no two
        // decimals of at most 15 digits share a nearest double, so without its trailing zeros this one is the shortest.
        var scaled = Math.Round(value * 1e4);
        if (scaled / 1e4 == value && Math.Abs(scaled) < Limit) return Write((long)scaled, 4, double.IsNegative(value), destination);
        if (Math.Abs(value) >= 1e-4) // below, the general form has an exponent
        {
            scaled = Math.Round(value * 1e8);
            if (scaled / 1e8 == value && Math.Abs(scaled) < Limit) return Write((long)scaled, 8, double.IsNegative(value), destination);
        }
        value.TryFormat(destination, out var written, "R", CultureInfo.InvariantCulture);
        if (!destination[..written].ContainsAnyExceptInRange((byte)'-', (byte)'9')) return AppendPoint(destination, written);
        return written;
    }

    /// <summary>Reads a number in any form, as the double nearest to it.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // of at most 15 digits both the integer and the power of ten are exact, so one division gives the nearest double
        var digits = text.Length > 0 && text[0] == '-' ? text[1..] : text;
        var (number, places) = (0UL, -1);
        if (digits.Length is > 1 and <= ExactDigits + 1 || (digits.Length == 1 && digits[0] != '.'))
            for (var i = 0; ; i++)
            {
                if (i == digits.Length)
                {
                    if (digits.Length > ExactDigits && places < 0) break;
                    value = number / Powers[Math.Max(places, 0)];
                    if (digits.Length < text.Length) value = -value;
                    return true;
                }
                var digit = (uint)digits[i] - '0';
                if (digit <= 9)
                {
                    number = number * 10 + digit;
                    if (places >= 0) places++;
                }
                else if (digits[i] == '.' && places < 0) places = 0;
                else break;
            }
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Writes |scaled| / 10^places.</summary>
    private static int Write(long scaled, int places, bool negative, Span<byte> destination)
    {
        var at = 0;
        if (negative)
        {
            destination[at++] = (byte)'-';
            scaled = -scaled;
        }
        var (whole, fraction) = places == 4 ? Math.DivRem((ulong)scaled, 10_000UL) : Math.DivRem((ulong)scaled, 100_000_000UL);
        if (whole < 10) destination[at++] = (byte)('0' + whole);
        else
        {
            Utf8Formatter.TryFormat(whole, destination[at..], out var written);
            at += written;
        }
        destination[at++] = (byte)'.';
        var digits = (uint)fraction;
        var last = at;
        for (var place = at + places - 1; place >= at; place--)
        {
            (digits, var digit) = Math.DivRem(digits, 10u);
            destination[place] = (byte)('0' + digit);
            if (digit != 0 && last == at) last = place;
        }
        return last + 1;
    }

    private static int AppendPoint(Span<byte> destination, int length)
    {
        if (destination[..length].Contains((byte)'.')) return length;
        ".0"u8.CopyTo(destination[length..]);
        return length + 2;
    }
}
