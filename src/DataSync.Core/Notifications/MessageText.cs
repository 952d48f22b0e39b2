using System.Globalization;

namespace DataSync.Notifications;

/// <summary>Words messages for people: what happened, where, and what to do.</summary>
internal static class MessageText
{
    private const int FailuresShown = 5;

    /// <summary>A message about a run; <paramref name="what"/> ends the title.</summary>
    public static NotificationMessage OfRun(NotificationEvent @event, Run run, string what, string workspace, DateTime at, IEnumerable<string> lines) =>
        Make(@event, run.Plan, what, workspace, at, lines.Append($"Run {run.Id}: Get-DsRun {run.Plan} -Last 1 -Detail"), run);

    /// <summary>A message about a plan.</summary>
    public static NotificationMessage Make(NotificationEvent @event, string plan, string what, string workspace, DateTime at, IEnumerable<string> lines, Run? run = null) => new()
    {
        Event = @event,
        Plan = plan,
        Title = $"DataSync: plan {plan} {what}",
        Text = string.Join('\n', lines.Where(l => l.Length > 0).Append($"Workspace {workspace} on {Environment.MachineName}")),
        Workspace = workspace,
        At = at,
        Run = run,
    };

    /// <summary>What went wrong in a run, a few failures at most.</summary>
    public static IEnumerable<string> Failures(Run run)
    {
        if (run.Message is { } message) yield return message;
        if (run.Failed > 0) yield return string.Create(CultureInfo.InvariantCulture, $"{run.Failed:N0} slices failed, {run.Done:N0} are done, {run.Skipped:N0} were done before.");
        foreach (var failure in run.Failures.Take(FailuresShown)) yield return $"- {failure}";
        if (run.Failures.Count > FailuresShown) yield return string.Create(CultureInfo.InvariantCulture, $"- … and {run.Failed - FailuresShown:N0} more");
    }
}
