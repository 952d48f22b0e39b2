using System.Globalization;
using System.Text.RegularExpressions;
using NCrontab;

namespace DataSync.Scheduling;

/// <summary>One field of a cron expression. NCrontab reads its elements; what Vixie cron reads otherwise (7 as Sunday, no ranges backward, no step without a range) is settled before.</summary>
internal static partial class CronField
{
    /// <summary>The values a field stands for, ascending; Sunday is 0.</summary>
    /// <exception cref="DataSyncException"><c>ScheduleInvalid</c>: names field and element.</exception>
    public static IReadOnlyList<int> Parse(string expression, CrontabFieldKind kind, string text)
    {
        var (name, least, most, names) = kind switch
        {
            CrontabFieldKind.Second => ("second", 0, 59, ""),
            CrontabFieldKind.Minute => ("minute", 0, 59, ""),
            CrontabFieldKind.Hour => ("hour", 0, 23, ""),
            CrontabFieldKind.Day => ("day of month", 1, 31, ""),
            CrontabFieldKind.Month => ("month", 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec"),
            _ => ("day of week", 0, 7, "sun mon tue wed thu fri sat"),
        };
        var values = new SortedSet<int>();
        foreach (var element in text.Split(','))
        {
            var match = Element().Match(element);
            if (!match.Success) throw Wrong(element, "is no value, range a-b, * or step a-b/n");
            var (from, to, step) = (Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture) : 1);
            if (step == 0) throw Wrong(element, "has a step of 0");
            if (match.Groups[3].Success && from is not null && to is null) throw Wrong(element, $"has a step without a range: write {element.Replace("/", $"-{most}/", StringComparison.Ordinal)}");
            if (from > to) throw Wrong(element, "goes backward");
            foreach (var value in (int?[])[from, to])
                if (value < least || value > most) throw Wrong(element, $"is not within {least} to {most}");
            // NCrontab knows no 7th day of the week
            var days = kind == CrontabFieldKind.DayOfWeek && (to ?? from) == 7;
            var parts = days ? [.. Enumerable.Range(from!.Value, 8 - from.Value).Where(d => (d - from) % step == 0).Select(d => (d % 7).ToString(CultureInfo.InvariantCulture))] : (IEnumerable<string>)[element];
            foreach (var part in parts) Add(CrontabField.Parse(kind, part));
        }
        return [.. values];

        void Add(CrontabField field)
        {
            for (var value = least; value <= Math.Min(most, kind == CrontabFieldKind.DayOfWeek ? 6 : most); value++)
                if (field.Contains(value)) values.Add(value);
        }

        int? Number(Group group)
        {
            if (!group.Success || group.Value == "*") return null;
            if (int.TryParse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
            var index = Array.IndexOf(names.Split(' '), group.Value.ToLowerInvariant());
            return index >= 0 ? index + Math.Max(0, least) : throw Wrong(group.Value, names.Length > 0 ? $"is none of {names}" : "is no number");
        }

        DataSyncException Wrong(string element, string why) => new("ScheduleInvalid", $"Schedule '{expression}': field {name}: '{element}' {why}.", CronExpression.Help);
    }

    [GeneratedRegex(@"^(?:\*|(\d{1,4}|[A-Za-z]+)(?:-(\d{1,4}|[A-Za-z]+))?)(?:/(\d{1,4}))?$")]
    private static partial Regex Element();
}
