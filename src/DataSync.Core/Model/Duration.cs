using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSync;

/// <summary>The text form of time spans: a number and a unit (<c>7d</c>, <c>12h</c>, <c>30m</c>, <c>15s</c>), .NET's form, or <c>Never</c>.</summary>
public static partial class Duration
{
    /// <summary>Stands for a span that never ends.</summary>
    public static TimeSpan Never => Timeout.InfiniteTimeSpan;

    /// <summary>Reads a time span; false where the text is none, or negative.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        if (text is null) return false;
        if (text.Trim().Equals("Never", StringComparison.OrdinalIgnoreCase))
        {
            span = Never;
            return true;
        }
        var match = Form().Match(text);
        if (!match.Success) return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span) && text.Contains(':') && span >= TimeSpan.Zero;
        var seconds = char.ToLowerInvariant(match.Groups[2].Value[0]) switch { 'w' => 604_800.0, 'd' => 86_400, 'h' => 3_600, 'm' => 60, _ => 1 };
        var total = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * seconds;
        if (total > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        span = TimeSpan.FromSeconds(total);
        return true;
    }

    /// <summary>Writes a time span in its shortest text form.</summary>
    public static string Format(TimeSpan span) => span switch
    {
        _ when span == Never => "Never",
        { Ticks: 0 } => "0s",
        _ when span.Ticks % TimeSpan.TicksPerDay == 0 => Invariant($"{span.Days}d"),
        _ when span.Ticks % TimeSpan.TicksPerHour == 0 => Invariant($"{span.Ticks / TimeSpan.TicksPerHour}h"),
        _ when span.Ticks % TimeSpan.TicksPerMinute == 0 => Invariant($"{span.Ticks / TimeSpan.TicksPerMinute}m"),
        _ when span.Ticks % TimeSpan.TicksPerSecond == 0 => Invariant($"{span.Ticks / TimeSpan.TicksPerSecond}s"),
        _ => span.ToString("c", CultureInfo.InvariantCulture),
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^\s*(\d+(?:\.\d+)?)\s*(w|d|h|m|s)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
