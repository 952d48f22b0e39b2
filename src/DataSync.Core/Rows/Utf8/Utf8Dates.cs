namespace DataSync.Rows.Utf8;

/// <summary>Reads what <see cref="DateForm"/> and its fellows write.</summary>
internal static class Utf8Dates
{
    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-') return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..], out var day)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads <c>yyyy-MM-ddTHH:mm:ss</c> with up to 7 digits of a fraction.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length is < 19 or > 27 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return false;
        if (!TryParse(text[..10], out DateOnly date) || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second)) return false;
        if (hour > 23 || minute > 59 || second > 59) return false;
        var ticks = 0;
        if (text.Length > 19)
        {
            if (text[19] != '.' || text.Length == 20 || !Digits(text[20..], out ticks)) return false;
            for (var digits = text.Length - 20; digits < 7; digits++) ticks *= 10;
        }
        time = date.ToDateTime(new TimeOnly(hour, minute, second)).AddTicks(ticks);
        return true;
    }

    /// <summary>Reads the same with a Z at its end, as UTC.</summary>
    public static bool TryParseInstant(ReadOnlySpan<byte> text, out DateTime instant)
    {
        instant = default;
        if (text.IsEmpty || text[^1] != 'Z' || !TryParse(text[..^1], out instant)) return false;
        instant = DateTime.SpecifyKind(instant, DateTimeKind.Utc);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9') return false;
            value = value * 10 + digit - '0';
        }
        return true;
    }
}
