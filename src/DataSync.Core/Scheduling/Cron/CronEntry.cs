using System.Globalization;

namespace DataSync.Scheduling.Cron;

/// <summary>The lines of a crontab that start a job.</summary>
internal static class CronEntry
{
    public static IReadOnlyList<string> Lines(JobDefinition job, Machine machine)
    {
        var command = Command(job);
        var own = LocalWakes.IsOwnZone(job.Clock, machine.TimeZone);
        // cron does by itself what the plan's clock does when the clocks are set, where it reads the plan's own fields
        return own
            ? [$"{string.Join(' ', job.Clock.Expression.Fields)} {command}"]
            : [.. LocalWakes.Of(job.Clock, machine.TimeZone, machine.Time.GetUtcNow()).Select(p => $"{Fields(p)} {command}")];
    }

    private static string Fields(WallPattern p) => string.Join(' ',
        Field(p.Minutes, p.EveryMinute), Field(p.Hours, p.EveryHour), Field(p.Days, p.EveryDay), Field(p.Months, p.EveryMonth), Field(p.Weekdays, p.EveryWeekday));

    private static string Field(IReadOnlyList<int> values, bool all) => all ? "*" : string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)));

    /// <summary>A command for <c>sh</c>, in which cron reads <c>%</c> as a line's end unless told otherwise.</summary>
    private static string Command(JobDefinition job)
    {
        var environment = job.Environment.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => Quoted($"{v.Key}={v.Value}"));
        var start = string.Join(' ', environment.Prepend("-i").Prepend("env").Concat(job.Arguments.Prepend(job.Program).Select(Quoted)));
        return $"cd {Quoted(job.Note.Workspace)} && mkdir -p {JobDefinition.LogFolder} && {start} > {Quoted(job.LogPath)} 2>&1".Replace("%", "\\%", StringComparison.Ordinal);
    }

    private static string Quoted(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-=:+,@".Contains(c)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
