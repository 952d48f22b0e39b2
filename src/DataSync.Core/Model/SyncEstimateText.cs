using System.Globalization;
using System.Text;

namespace DataSync;

/// <summary>An estimate as text for people: a few short lines.</summary>
internal static class SyncEstimateText
{
    private const int Width = 104, MostDays = 3;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static string Write(SyncEstimate estimate)
    {
        var text = new StringBuilder();
        text.Append(Text($"{(estimate.Plan.Length > 0 ? estimate.Plan : estimate.Dataset)}: {estimate.Dataset} of {estimate.Source}, to {estimate.Store}/{estimate.Table}"));
        Line("slices", $"{estimate.ToAsk:N0} to ask of {estimate.Planned:N0} ({estimate.Done:N0} done, {estimate.Pending:N0} pending)");
        foreach (var slice in estimate.First) Line("", $"{slice.Slice}: {OneLine(slice.Request)}");
        if (estimate.ToAsk > estimate.First.Count) Line("", $"… and {estimate.ToAsk - estimate.First.Count:N0} more");
        if (estimate.Requests > 0)
        {
            Line("requests", $"{estimate.Requests:N0}{(estimate.IsLowerBound ? " at least" : "")} ({estimate.Basis})");
            foreach (var (i, limit) in estimate.Limits.Index()) Line(i == 0 ? "limits" : "", $"{limit}");
            if (estimate.After.Count > 0) Line("begins", $"after {string.Join(", ", estimate.After)}, which have the same limits");
            Line("time", Time(estimate));
            if (estimate.Days.Count > 1) Line("days", Days(estimate.Days));
            if (estimate.Limits.Any(l => !l.IsEnough && l.Per >= Long)) Line("", $"a run ends where its quota does; the next goes on.");
        }
        if (estimate.IsReached != true)
            Line("points", $"{estimate.PointsNeeded:N0} needed, and {(estimate.Points is { } points ? Text($"the account has {points:N0}: the vendor will refuse") : $"the source says none (Set-DsSource {estimate.Source} -Points)")}");
        return text.ToString();

        void Line(string label, FormattableString line) => text.Append(CultureInfo.InvariantCulture, $"\n  {label,-9} {Cut(Text(line))}");
    }

    private static FormattableString Time(SyncEstimate estimate)
    {
        if (estimate.Duration is not { } duration) return $"not known: nothing limits it, and no request was measured yet";
        var pace = estimate.SecondsPerRequest is { } seconds ? Text($"{seconds:0.###} s a request, {estimate.ThrottleLimit} at once") : "by the limits alone: no request was measured yet";
        var end = duration >= Long ? Text($", until {estimate.Ends:yyyy-MM-dd HH:mm} UTC") : "";
        return $"{(estimate.IsLowerBound ? "at least " : "")}{Span(duration)} ({pace}){end}";
    }

    private static FormattableString Days(IReadOnlyList<DayEstimate> days) =>
        $"{string.Join(", ", days.Take(MostDays))}{(days.Count > MostDays ? Text($" … {days.Count:N0} days, the last {days[^1].Day:yyyy-MM-dd}") : "")}";

    private static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => Text($"{span.TotalSeconds:0.0} s"),
        { TotalMinutes: < 2 } => Text($"{span.TotalSeconds:0} s"),
        { TotalHours: < 2 } => Text($"{span.TotalMinutes:0} min"),
        { TotalDays: < 2 } => Text($"{span.TotalHours:0.0} h"),
        _ => Text($"{span.TotalDays:0.0} days"),
    };

    private static string OneLine(string? request) => request?.ReplaceLineEndings(" ") ?? "";

    private static string Cut(string line) => line.Length <= Width ? line : $"{line[..(Width - 1)]}…";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
