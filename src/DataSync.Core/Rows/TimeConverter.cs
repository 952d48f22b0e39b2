using System.Globalization;

namespace DataSync.Rows;

/// <summary>The rows of <see cref="ValueConverter"/>'s table that end in a date or time. Null where a conversion would lose something.</summary>
internal static class TimeConverter
{
    private static readonly string[] DateForms = ["yyyyMMdd", "yyyy-MM-dd", "yyyy/MM/dd"];
    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "yyyyMMdd'T'HHmmss",
        "yyyyMMdd HH:mm:ss.FFFFFFF", "yyyyMMdd HHmmss", "yyyyMMddHHmmss", "yyyy/MM/dd HH:mm:ss.FFFFFFF", "yyyy/MM/dd HH:mm", "yyyyMMdd HH:mm",
    ];
    private static readonly string[] OffsetForms = [.. TimeForms.SelectMany(form => new[] { $"{form}zzz", $"{form} zzz", $"{form}'Z'" })];

    public static object? ToDate(object value, string? format) => value switch
    {
        DateOnly => value,
        DateTime time => Day(time),
        DateTimeOffset instant => Day(instant.DateTime),
        string text => ParseDate(text, format),
        bool => null,
        _ => NumberConverter.ToInt64(value) is long number and >= 1_01_01 and <= 9999_12_31 ? ParseDate(number.ToString("00000000", CultureInfo.InvariantCulture), "yyyyMMdd") : null,
    };

    /// <summary>A time on the zone's clock.</summary>
    public static object? ToTimestamp(object value, string? format, TimeZoneInfo? zone) => value switch
    {
        DateTime { Kind: DateTimeKind.Utc } instant => OnClock(instant, zone),
        // a time of the machine's own clock stands for what that clock shows
        DateTime time => DateTime.SpecifyKind(time, DateTimeKind.Unspecified),
        DateOnly date => date.ToDateTime(TimeOnly.MinValue),
        DateTimeOffset instant => OnClock(instant.UtcDateTime, zone),
        string text => Parse(text, format) switch
        {
            DateTime time => time,
            DateTimeOffset instant => OnClock(instant.UtcDateTime, zone),
            _ => null,
        },
        _ => ToDate(value, format) is DateOnly date ? date.ToDateTime(TimeOnly.MinValue) : null,
    };

    /// <summary>An instant, as UTC.</summary>
    public static object? ToInstant(object value, string? format, TimeZoneInfo? zone) => value switch
    {
        DateTime { Kind: DateTimeKind.Unspecified } time => InZone(time, zone),
        DateTime instant => instant.ToUniversalTime(),
        DateTimeOffset instant => instant.UtcDateTime,
        string text => Parse(text, format) switch
        {
            DateTime time => InZone(time, zone),
            DateTimeOffset instant => instant.UtcDateTime,
            _ => null,
        },
        _ => ToTimestamp(value, format, zone: null) is DateTime time ? InZone(time, zone) : null,
    };

    private static object? Day(DateTime time) => time.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(time) : null;

    private static object? OnClock(DateTime instant, TimeZoneInfo? zone) =>
        zone is null ? null : DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(instant, zone), DateTimeKind.Unspecified);

    private static object? InZone(DateTime time, TimeZoneInfo? zone) => zone is null || zone.IsInvalidTime(time) ? null : TimeZoneInfo.ConvertTimeToUtc(time, zone);

    private static object? ParseDate(string text, string? format)
    {
        if (format is not null && DateOnly.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        if (DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out date)) return date;
        return Parse(text, format) is DateTime time ? Day(time) : null;
    }

    /// <summary>A <see cref="DateTime"/> where the text has no zone, else a <see cref="DateTimeOffset"/>.</summary>
    private static object? Parse(string text, string? format)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal;
        if (format is not null && DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, Style, out var instant))
            return HasZone(format) ? (object)instant : instant.DateTime;
        if (DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        if (DateTime.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time)) return time;
        return DateTimeOffset.TryParseExact(text, OffsetForms, CultureInfo.InvariantCulture, Style, out instant) ? instant : null;
    }

    private static bool HasZone(string format) => format is "O" or "o" or "R" or "r" or "u" || format.AsSpan().ContainsAny('z', 'K') || format.Contains("'Z'", StringComparison.Ordinal);
}
