using System.Diagnostics;
using DataSync.Diagnostics;
using DataSync.Sources;
using DataSync.Stores;
using DataSync.Sync.Batching;
using DataSync.Sync.Splitting;

namespace DataSync.Sync;

/// <summary>Asks for slices, one at a time: stages the answer, widens the dataset where values ask for it, and tells failures that end the run from those of a slice.</summary>
internal sealed class SliceFetcher(SyncSite site, string run, SchemaEvolution evolution, RowCaps caps, StagingBudget budget, RunTally tally, ProgressReporter progress, RunStop stop, ISyncObserver observer)
{
    private readonly StrayRows _strays = new(observer);

    private bool Evolves => site.Plan.SchemaPolicy == SchemaPolicy.Evolve;

    /// <summary>What came of a slice; null where the run stops, so that it counts as never asked. Throws nothing: a fault is the slice's failure.</summary>
    public async Task<FetchOutcome?> FetchAsync(WorkItem item)
    {
        if (stop.Token.IsCancellationRequested) return null;
        var stage = new SliceStage(budget, Path.GetTempPath());
        FetchOutcome? outcome = null;
        using var activity = Telemetry.StartSlice("datasync.fetch", site.Plan, item.Slice.Display);
        try
        {
            outcome = await AskAsync(item, stage);
            return outcome;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            observer.Debug(e.ToString());
            return outcome = Fail(item, new Failure(FailureCategory.Fatal, e.Message) { Advice = (e as DataSyncException)?.Advice });
        }
        finally
        {
            if (outcome?.Failure is { } failure) activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            if (outcome?.Stage is null) await stage.DisposeAsync();
            progress.Tick();
        }
    }

    /// <summary>Asks for slices that share a request, and ends each. Throws nothing.</summary>
    public async Task FetchAsync(WorkGroup group)
    {
        if (group.Parameter is null || group.Items.Count == 1)
        {
            foreach (var item in group.Items) item.End(await FetchAsync(item));
            return;
        }
        var again = new BatchQuestion(site, run, evolution, caps, budget, tally, progress, stop, observer, _strays);
        foreach (var part in await again.AskAsync(group, Fail)) await FetchAsync(part);
        progress.Tick();
    }

    private async Task<FetchOutcome?> AskAsync(WorkItem item, SliceStage stage)
    {
        using var shelf = site.Refused.Open(item.Slice.Key);
        while (true)
        {
            var dataset = evolution.Current;
            // the earlier moment: a row that was published while we asked counts as not seen
            var at = site.Services.Time.GetUtcNow().UtcDateTime;
            var result = await new SliceQuestion(site.Source, dataset, caps, budget, progress).AskAsync(item.Slice.Arguments, site.Plan.SchemaPolicy, shelf, stage, stop.Token);
            var widened = Evolves && result.Failure is { Category: FailureCategory.Schema, Change: { } change } && evolution.TryWiden(change, dataset);
            tally.Answered(result, last: !widened);
            if (widened)
            {
                await stage.ResetAsync(stop.Token);
                continue;
            }
            evolution.Note(result.SchemaChanges, Evolves);
            if (result.Failure is { } failure) return Fail(item, site.Refused.Keep(shelf, failure));
            return new FetchOutcome(stage, new SliceMarker
            {
                Slice = item.Slice.Key,
                Date = item.Slice.Date,
                Hash = await stage.FinishAsync(stop.Token),
                Rows = stage.Rows,
                Bytes = result.Bytes,
                SchemaVersion = dataset.SchemaVersion,
                At = result.KeptSince ?? at,
                Run = run,
            }, null, result.Version);
        }
    }

    private FetchOutcome? Fail(WorkItem item, Failure failure)
    {
        switch (failure.Category)
        {
            case FailureCategory.QuotaUsedUp:
                var resume = site.Services.Time.GetUtcNow().UtcDateTime + (failure.RetryAfter ?? UntilTomorrow());
                stop.Because(new(RunStatus.QuotaUsedUp, $"{RunStop.Reason.Text(failure)} Go on at {resume:yyyy-MM-dd HH:mm:ss} UTC.", resume));
                return null;
            case FailureCategory.Permission or FailureCategory.BadToken:
                // slices in flight meet the same refusal: it is told once
                if (!stop.Because(new(RunStatus.Failed, RunStop.Reason.Text(failure)))) return null;
                break;
        }
        tally.Failed(item.Slice, failure);
        return new FetchOutcome(null, null, failure);
    }

    private TimeSpan UntilTomorrow()
    {
        var local = TimeZoneInfo.ConvertTime(site.Services.Time.GetUtcNow(), site.Clock.Zone);
        return TimeSpan.FromDays(1) - local.TimeOfDay;
    }
}
