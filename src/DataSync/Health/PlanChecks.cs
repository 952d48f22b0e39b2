using DataSync.Catalog;
using DataSync.Scheduling;
using DataSync.State;
using DataSync.Sync;

namespace DataSync.Health;

/// <summary>Each plan's last run went well, its data is not late, and its table is what the ledger says.</summary>
internal sealed class PlanChecks(HealthReport report, SyncEngine engine, RunLog runs)
{
    private readonly Workspace _home = report.Workspace;

    public async Task RunAsync(IReadOnlyList<(Plan Plan, CronClock? Clock)> plans, bool offline, CancellationToken cancellationToken)
    {
        foreach (var (plan, clock) in plans)
        {
            await report.GuardAsync("Runs", plan.Name, async () =>
            {
                LastRun(plan);
                if (clock is not null && await engine.FindLatenessAsync(plan, clock, cancellationToken) is { } late) report.Error("Runs", plan.Name, late, $"Invoke-DsSync {plan.Name}, and see whether its job is registered: Get-DsScheduledJob {plan.Name}.");
            });
            if (!offline && plan.ScheduleCalendar is { } calendar) await report.GuardAsync("Calendar", plan.Name, () => CalendarAsync(plan, calendar, cancellationToken));
            if (!offline) await report.GuardAsync("Ledger", plan.Name, () => LedgerAsync(plan, cancellationToken));
        }
    }

    private async Task CalendarAsync(Plan plan, PlanCalendar calendar, CancellationToken cancellationToken)
    {
        var days = await Services.ReadDaysAsync(_home, plan, calendar, cancellationToken);
        if (days.Last is { } last && last > DateOnly.FromDateTime(Services.Outside.Time.GetUtcNow().UtcDateTime)) report.Ok("Calendar", plan.Name, $"'{calendar}' reaches to {last:yyyy-MM-dd}.");
        else report.Warning("Calendar", plan.Name, $"'{calendar}' {(days.Last is { } end ? $"ends at {end:yyyy-MM-dd}" : "is empty")}, so that all days count as open.", $"Synchronize the calendar: Invoke-DsSync {calendar}");
    }

    private void LastRun(Plan plan)
    {
        switch (runs.Read(plan.Name, 1))
        {
            case [{ Status: RunStatus.Failed } run]:
                report.Error("Runs", plan.Name, $"The last run, {run.Started:yyyy-MM-dd HH:mm} UTC, failed: {run.Message ?? $"{run.Failed} slices"}", $"Get-DsRun {plan.Name} -Last 1 -Detail");
                break;
            case [{ Status: RunStatus.Partial or RunStatus.QuotaUsedUp } run]:
                report.Warning("Runs", plan.Name, $"The last run, {run.Started:yyyy-MM-dd HH:mm} UTC, is partly done: {run.Message ?? $"{run.Failed} slices failed."}", $"Get-DsRun {plan.Name} -Last 1 -Detail");
                break;
            case [{ Status: RunStatus.Running } run]:
                report.Ok("Runs", plan.Name, $"Running since {run.Started:yyyy-MM-dd HH:mm} UTC, {run.Done} slices done.");
                break;
            case [var run]:
                report.Ok("Runs", plan.Name, $"The last run, {run.Started:yyyy-MM-dd HH:mm} UTC, is {run.Status}.");
                break;
            default:
                report.Warning("Runs", plan.Name, "It never ran.", $"Invoke-DsSync {plan.Name}");
                break;
        }
    }

    /// <summary>The store is the truth: the index follows it as the plan is looked at.</summary>
    private async Task LedgerAsync(Plan plan, CancellationToken cancellationToken)
    {
        await engine.CheckTargetAsync(plan, cancellationToken);
        var coverage = await engine.GetCoverageAsync(plan, cancellationToken);
        var lost = coverage.Done == 0 && runs.Read(plan.Name, 1, RunStatus.Done) is [{ Rows: > 0 }];
        if (lost) report.Warning("Ledger", plan.Name, $"Table '{plan.TargetTable}' of store '{plan.Store}' holds nothing that is done, though runs wrote rows.", "If that was not meant, restore the table from a backup; else the next run asks for everything again.");
        else if (coverage.Failed + coverage.Missing > 0) report.Warning("Ledger", plan.Name, $"{coverage.Failed} slices failed, {coverage.Missing} were never asked; {coverage.Done} are done.", $"Get-DsCoverage {plan.Name} -Detail; Invoke-DsSync {plan.Name}");
        else report.Ok("Ledger", plan.Name, $"{coverage.Done} slices are done, {coverage.Stale} are to be asked again, {coverage.Empty + coverage.Pending} wait.");
    }
}
