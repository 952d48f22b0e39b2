using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Introspection.Proposals;

/// <summary>How a text says that days and times are written.</summary>
/// <param name="Kind">Date or Timestamp; null where neither fits (a month, a quarter, several forms).</param>
/// <param name="Format">The .NET format.</param>
/// <param name="IsStated">False where the text says nothing.</param>
internal readonly partial record struct TimePattern(DataKind? Kind, string? Format, bool IsStated)
{
    /// <summary>Nothing is said.</summary>
    public static readonly TimePattern None;

    /// <summary>Something is said that is no day and no time.</summary>
    public static readonly TimePattern Other = new(null, null, true);

    private static readonly (Func<Regex> Words, DataKind? Kind, string? Format)[] Forms =
    [
        (SecondWords, DataKind.Timestamp, "yyyy-MM-dd HH:mm:ss"),
        (DashedDayWords, DataKind.Date, "yyyy-MM-dd"),
        (DayWords, DataKind.Date, "yyyyMMdd"),
        (MonthOrQuarterWords, null, null),
    ];

    private static readonly (string Format, DataKind Kind)[] ValueFormats =
    [
        ("yyyyMMdd", DataKind.Date), ("yyyy-MM-dd", DataKind.Date), ("yyyy/MM/dd", DataKind.Date),
        ("yyyy-MM-dd HH:mm:ss", DataKind.Timestamp), ("yyyy-MM-dd HH:mm", DataKind.Timestamp), ("yyyyMMdd HH:mm:ss", DataKind.Timestamp),
    ];

    /// <summary>The form a description names (YYYYMMDD) or shows by an example (20181010).</summary>
    public static TimePattern Of(string description)
    {
        var found = None;
        foreach (var (words, kind, format) in Forms)
        {
            var left = words().Replace(description, "");
            if (left.Length == description.Length) continue;
            // two forms for one field: it is text that means either
            if (found != None) return Other;
            found = new(kind, format, true);
            description = left;
        }
        return found;
    }

    /// <summary>The form all values have; where they look like no time at all, that is said too.</summary>
    public static TimePattern OfValues(IReadOnlyList<string> values)
    {
        if (values.Count == 0) return None;
        foreach (var (format, kind) in ValueFormats)
            if (values.All(v => DateTime.TryParseExact(v, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var t) && t.Year is > 1800 and < 2200)) return new(kind, format, true);
        return Other;
    }

    [GeneratedRegex(@"Y{4}-M{2}-D{2}\s*HH:MM(:SS)?|(?<!\d)[12]\d{3}-\d{2}-\d{2} \d{2}:\d{2}(:\d{2})?", RegexOptions.IgnoreCase)]
    private static partial Regex SecondWords();

    [GeneratedRegex(@"Y{4}-M{2}-D{2}|(?<!\d)[12]\d{3}-\d{2}-\d{2}(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex DashedDayWords();

    [GeneratedRegex(@"Y{4}M{2}D{2}|(?<!\d)[12]\d{3}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex DayWords();

    [GeneratedRegex(@"Y{4}-?M{2}(?!D)|(?<!\d)[12]\d{3}(0[1-9]|1[0-2])(?!\d)|(?<!\d)[12]\d{3}Q[1-4]", RegexOptions.IgnoreCase)]
    private static partial Regex MonthOrQuarterWords();
}
