using DataSync.Catalog;
using DataSync.Notifications;
using DataSync.Scheduling;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Sync;

/// <summary>What follows a run: people are told, and what is past is pruned. Nothing here can fail the run.</summary>
internal sealed class RunOperations(Workspace workspace, EngineServices services, ISyncObserver observer)
{
    private const int OverdueShown = 5;

    /// <summary>Runs that are not news: another one of the same plan is under way, or is writing the table.</summary>
    private static readonly string[] Quiet = ["PlanRunning"];

    public Task EndedAsync(SyncSite site, Run run, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (Retention.Prune(workspace, services.Time) is { } pruned) observer.Verbose(pruned);
        if (Notifier() is not { } notifier) return;
        await notifier.RunEndedAsync(run, cancellationToken);
        if (run.Plan.Length == 0) return;
        var overdue = Describe(site.Plan.LateAfter is null ? [] : await SyncEngine.GetOverdueAsync(site, cancellationToken));
        // a run that did not succeed says nothing about its schedule
        if (overdue is not null || run.Status == RunStatus.Done) await notifier.LatenessAsync(run.Plan, overdue, cancellationToken);
    });

    public Task SchemaChangedAsync(string dataset, IReadOnlyList<string> changes, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (Notifier() is not { } notifier) return;
        foreach (var plan in workspace.Plans.All().Where(p => p.Dataset.Equals(dataset, StringComparison.OrdinalIgnoreCase))) await notifier.SchemaChangedAsync(plan.Name, dataset, changes, cancellationToken);
    });

    public Task LatenessAsync(SyncEngine engine, Plan plan, CronClock clock, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (Notifier() is { } notifier) await notifier.LatenessAsync(plan.Name, await engine.FindLatenessAsync(plan, clock, cancellationToken), cancellationToken);
    });

    public Task CouldNotRunAsync(Plan plan, Exception error, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (plan.Name.Length > 0 && !(error is DataSyncException known && Quiet.Contains(known.Id)) && Notifier() is { } notifier) await notifier.CouldNotRunAsync(plan.Name, RunStop.Reason.Text(error), cancellationToken);
    });

    /// <summary>Says which slices are late; null where none is.</summary>
    internal static string? Describe(IReadOnlyList<SliceCoverage> overdue) => overdue.Count == 0 ? null
        : $"Data of {overdue.Count} slices should be there: {string.Join(", ", overdue.Take(OverdueShown).Select(s => $"{s.Slice} ({s.State})"))}{(overdue.Count > OverdueShown ? ", …" : "")}.";

    private PlanNotifier? Notifier() => workspace.Notifications.Names().Count == 0 ? null : new PlanNotifier(services.ForNotifications(workspace), observer);

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            observer.Debug("Interrupted while telling of a run.");
        }
        catch (Exception e) when (e is DataSyncException or IOException or UnauthorizedAccessException or SqliteException or HttpRequestException)
        {
            observer.Warning($"After the run: {RunStop.Reason.Text(e)}");
        }
    }
}
