namespace DataSync.Sources.Answers;

/// <summary>Reads the three forms most vendors write, straight from the bytes: <c>yyyyMMdd</c>, <c>yyyy-MM-dd</c>, <c>yyyy-MM-dd HH:mm:ss</c>.</summary>
/// <param name="format">The column's own form; null: any of the three. Forms other than the column's are left to others.</param>
internal readonly struct FixedTimeForms(string? format)
{
    private readonly bool _digits = format is null or "yyyyMMdd", _dashes = format is null or "yyyy-MM-dd", _seconds = format is null or "yyyy-MM-dd HH:mm:ss";

    /// <summary>Reads a day; false where the bytes have another form.</summary>
    public bool TryParseDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        int year, month, day;
        if (text.Length == 8 && _digits) (year, month, day) = (Two(text) * 100 + Two(text[2..]), Two(text[4..]), Two(text[6..]));
        else if (text.Length == 10 && _dashes && text[4] == '-' && text[7] == '-') (year, month, day) = (Two(text) * 100 + Two(text[2..]), Two(text[5..]), Two(text[8..]));
        else return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        date = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads a day and time to the second; false where the bytes have another form.</summary>
    public bool TryParseTimestamp(ReadOnlySpan<byte> text, out DateTime time)
    {
        time = default;
        if (text.Length != 19 || !_seconds || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':') return false;
        if (!new FixedTimeForms(null).TryParseDate(text[..10], out var date)) return false;
        var (hour, minute, second) = (Two(text[11..]), Two(text[14..]), Two(text[17..]));
        if ((uint)hour > 23 || (uint)minute > 59 || (uint)second > 59) return false;
        time = date.ToDateTime(new TimeOnly(hour, minute, second));
        return true;
    }

    // far below zero where one of them is no digit, so that no sum of these is a year, month or day
    private static int Two(ReadOnlySpan<byte> text)
    {
        var (tens, ones) = ((uint)(text[0] - '0'), (uint)(text[1] - '0'));
        return tens <= 9 && ones <= 9 ? (int)(tens * 10 + ones) : -1_000_000;
    }
}
