using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync.Sync.Readiness;

/// <summary>When the rows of a day are published.</summary>
/// <param name="Days">Days after it: of the calendar where there is one, else all days count.</param>
/// <param name="Time">The time of that day, in the source's zone.</param>
public readonly partial record struct PublishTime(int Days, TimeOnly Time)
{
    /// <summary>Reads <c>17:30</c> or <c>1d 09:00</c>.</summary>
    /// <exception cref="DataSyncException"><c>PublishedInvalid</c>.</exception>
    public static PublishTime Parse(string text)
    {
        var match = Form().Match(text);
        return match.Success && TimeOnly.TryParseExact(match.Groups[2].Value.PadLeft(5, '0'), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new(match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0, time)
            : throw new DataSyncException("PublishedInvalid", $"'{text}' is no time of publication.", "Write a time of the slice's own day such as 17:30, or of a later one such as '1d 09:00'.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Days > 0 ? $"{Days}d " : "")}{Time:HH\\:mm}");

    [GeneratedRegex(@"^\s*(?:(\d{1,3})\s*d\s+)?(\d{1,2}:\d{2})\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
