using DataSync.Sources;
using DataSync.Stores;
using DataSync.Sync.Splitting;

namespace DataSync.Sync.Batching;

/// <summary>
/// Asks for slices that share a request and gives each its own rows, marker and hash: nothing tells afterwards that they came together. What less may mend, or whose rows cannot be told apart,
/// is given back to be asked for in parts.
/// </summary>
internal sealed class BatchQuestion(SyncSite site, string run, SchemaEvolution evolution, RowCaps caps, StagingBudget budget, RunTally tally, ProgressReporter progress, RunStop stop, ISyncObserver observer, StrayRows strays)
{
    /// <summary>Asks; ends each slice of the group that needs no more asking.</summary>
    /// <param name="group">The slices.</param>
    /// <param name="fail">What comes of a slice that failed.</param>
    /// <returns>What is left to ask for.</returns>
    public async Task<IEnumerable<WorkGroup>> AskAsync(WorkGroup group, Func<WorkItem, Failure, FetchOutcome?> fail)
    {
        await using var stage = new SliceStage(budget, Path.GetTempPath());
        try
        {
            if (stop.Token.IsCancellationRequested) return End(group, _ => null);
            using var shelf = site.Refused.Open(group.Items[0].Slice.Key);
            var (result, dataset, at) = await FetchAsync(group, shelf, stage);
            if (result.Failure is { Category: FailureCategory.Truncated or FailureCategory.TooLarge or FailureCategory.BadArguments or FailureCategory.Value }) return group.Halves();
            if (result.Failure is { } failure)
            {
                failure = site.Refused.Keep(shelf, failure);
                return End(group, item => fail(item, failure));
            }
            if (RowShares.Of(group, dataset) is not { } shares) return group.Singles();
            var stages = group.Items.Select(_ => new SliceStage(budget, stage.TempFolder)).ToList();
            var isParted = false;
            try
            {
                if (!await PartAsync(stage, stages, shares, group, dataset)) return group.Singles();
                var markers = new List<SliceMarker>(stages.Count);
                for (var i = 0; i < stages.Count; i++) markers.Add(await MarkAsync(group.Items[i], stages[i], result, dataset, at));
                isParted = true;
                for (var i = 0; i < stages.Count; i++) group.Items[i].End(new FetchOutcome(stages[i], markers[i], null));
                return [];
            }
            finally
            {
                if (!isParted) foreach (var part in stages) await part.DisposeAsync();
            }
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return End(group, _ => null);
        }
        catch (Exception e)
        {
            observer.Debug(e.ToString());
            return End(group, item => fail(item, new Failure(FailureCategory.Fatal, e.Message) { Advice = (e as DataSyncException)?.Advice }));
        }
    }

    private async Task<(FetchResult Result, Dataset Dataset, DateTime At)> FetchAsync(WorkGroup group, IAnswerShelf? shelf, SliceStage stage)
    {
        var evolves = site.Plan.SchemaPolicy == SchemaPolicy.Evolve;
        while (true)
        {
            var dataset = evolution.Current;
            // the earlier moment: a row that was published while we asked counts as not seen
            var at = site.Services.Time.GetUtcNow().UtcDateTime;
            var result = await new SliceQuestion(site.Source, dataset, caps, budget, progress).AskAsync(group.Arguments, site.Plan.SchemaPolicy, shelf, stage, stop.Token);
            var widened = evolves && result.Failure is { Category: FailureCategory.Schema, Change: { } change } && evolution.TryWiden(change, dataset);
            tally.Answered(result, last: !widened && result.Failure is null, group.Items.Count);
            if (!widened)
            {
                evolution.Note(result.SchemaChanges, evolves);
                return (result, dataset, result.KeptSince ?? at);
            }
            await stage.ResetAsync(stop.Token);
        }
    }

    private async Task<bool> PartAsync(SliceStage whole, List<SliceStage> stages, RowShares shares, WorkGroup group, Dataset dataset)
    {
        await whole.FinishAsync(stop.Token);
        await foreach (var batch in whole.ReadAsync(stop.Token))
        {
            if (shares.Part(batch, out var stray) is not { } parts)
            {
                strays.Tell(dataset, group.Parameter!, stray);
                return false;
            }
            foreach (var (owner, rows) in parts) await stages[owner].AddAsync(rows, stop.Token);
        }
        return true;
    }

    /// <summary>A slice's marker; of the answer's bytes it has its rows' share.</summary>
    private async Task<SliceMarker> MarkAsync(WorkItem item, SliceStage stage, FetchResult result, Dataset dataset, DateTime at) => new()
    {
        Slice = item.Slice.Key,
        Date = item.Slice.Date,
        Hash = await stage.FinishAsync(stop.Token),
        Rows = stage.Rows,
        Bytes = result.Rows > 0 ? (long)((double)result.Bytes * stage.Rows / result.Rows) : 0,
        SchemaVersion = dataset.SchemaVersion,
        At = at,
        Run = run,
    };

    private static IEnumerable<WorkGroup> End(WorkGroup group, Func<WorkItem, FetchOutcome?> outcome)
    {
        foreach (var item in group.Items) item.End(outcome(item));
        return [];
    }
}
