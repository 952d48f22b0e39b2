using System.Management.Automation;
using DataSync.Output;
using DataSync.Scripts;
using DataSync.Sync;
using DataSync.Sync.Estimates;

namespace DataSync.Commands;

/// <summary>Runs plans for Invoke-DsSync, from worker threads, and queues what each has for the user.</summary>
internal sealed class PlanWork(PSCmdlet command, Catalog.Workspace workspace, SyncEngine engine, ScriptRunspace runspaces, SyncOptions options)
{
    private readonly SyncForecast _forecast = new();
    private int _activity;

    /// <summary>Runs a plan, once for each occurrence where there are such; null where it could not run at all, which is one error then.</summary>
    /// <returns>The last run, or the first that the others cannot follow.</returns>
    public async Task<Run?> RunAsync(Plan plan, IReadOnlyList<DateTimeOffset>? occurrences, RecordQueue records, CancellationToken cancellationToken)
    {
        if (occurrences is null) return await RunAsync(plan, options, records, cancellationToken);
        Run? run = null;
        foreach (var occurrence in occurrences)
        {
            run = await RunAsync(plan, options with { Occurrence = occurrence }, records, cancellationToken);
            if (run is null or { Status: RunStatus.Stopped or RunStatus.QuotaUsedUp } || cancellationToken.IsCancellationRequested) break;
        }
        return run;
    }

    private async Task<Run?> RunAsync(Plan plan, SyncOptions options, RecordQueue records, CancellationToken cancellationToken)
    {
        var name = TargetCheck.NameOf(plan);
        var observer = new RunObserver(command, records, name, Interlocked.Increment(ref _activity) - 1);
        try
        {
            var run = await engine.RunAsync(plan, PlanArguments.Generator(workspace, plan, runspaces, observer), options, observer, cancellationToken);
            // a run that ended early says why, where no error has said it already
            if (run.Message is { } message && observer.Failures == 0) records.Post(() => command.WriteWarning($"{name}: {message}"));
            records.Post(() => command.WriteObject(run));
            return run;
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e))
        {
            records.Post(() => command.WriteError(ErrorRecords.From(e, plan.Name)));
            return null;
        }
        finally
        {
            observer.End();
        }
    }

    /// <summary>Says what a plan would cost, or lists what it would ask. Plans that come after it are priced too, from what it leaves of the limits.</summary>
    public async Task<Run?> EstimateAsync(Plan plan, IReadOnlyList<DateTimeOffset>? occurrences, bool detail, RecordQueue records, CancellationToken cancellationToken)
    {
        try
        {
            var observer = new RunObserver(command, records, TargetCheck.NameOf(plan), 0);
            foreach (var occurrence in occurrences?.Cast<DateTimeOffset?>() ?? [null])
            {
                var estimate = await engine.EstimateAsync(plan, PlanArguments.Generator(workspace, plan, runspaces, observer), options with { Occurrence = occurrence }, _forecast, detail ? slice => records.Post(() => command.WriteObject(slice)) : null, cancellationToken);
                if (!detail) records.Post(() => command.WriteObject(estimate));
            }
        }
        catch (Exception e) when (ErrorRecords.IsExpected(e))
        {
            records.Post(() => command.WriteError(ErrorRecords.From(e, plan.Name)));
        }
        return new Run { Status = RunStatus.Done };
    }

    /// <summary>Tells and notes that a plan does not run, since one that it depends on did not succeed.</summary>
    public Run Skip(Plan plan, Plan parent, Run? failed, RecordQueue records)
    {
        var now = Services.Outside.Time.GetUtcNow().UtcDateTime;
        var run = new Run
        {
            Id = Run.NewId(now),
            Plan = plan.Name,
            Dataset = plan.Dataset,
            Store = plan.Store,
            Table = plan.TargetTable,
            Status = RunStatus.NotRun,
            Started = now,
            Finished = now,
            Message = $"Not run: plan '{TargetCheck.NameOf(parent)}', which it depends on, did not succeed{(failed?.Message is { } message ? $": {message}" : failed is null ? "." : $" ({failed.Status}).")}",
        };
        Services.Runs(workspace).Save(run);
        records.Post(() => command.WriteWarning($"{TargetCheck.NameOf(plan)}: {run.Message}"));
        records.Post(() => command.WriteObject(run));
        return run;
    }
}
