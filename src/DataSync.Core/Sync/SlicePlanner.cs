using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Diagnostics;
using DataSync.State;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>Turns what a generator emits into the slices to ask, lazily: checked, each once, without those that are done.</summary>
internal sealed class SlicePlanner(SyncSite site, LedgerIndex index, Enumeration enumeration, AskRule rule, RunTally tally, ISyncObserver observer)
{
    private const int Chunk = 256;
    private bool _warnedAppend;

    /// <summary>The slices to ask, in the generator's order.</summary>
    public async IAsyncEnumerable<WorkItem> PlanAsync(IArgumentGenerator generator, long targetSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var slice in NameAsync(generator, targetSequence, cancellationToken))
        {
            var record = index.Find(slice.Key);
            var state = site.Judge(record, slice, index);
            var asked = site.IsAsked(rule, state, record, slice);
            if (state == SliceState.Pending && !asked) tally.Pending();
            else if (!asked || IsAppended(record, state)) tally.Skipped();
            else if (Conditions(slice) is { } conditions) yield return new WorkItem(slice, conditions);
        }
    }

    /// <summary>The slices that a generator names, each once. Those that are wrong are reported here.</summary>
    public async IAsyncEnumerable<Slice> NameAsync(IArgumentGenerator generator, long targetSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sets in ChunkAsync(generator.GenerateAsync(site.GeneratorContext(targetSequence, index), cancellationToken), cancellationToken))
        {
            var slices = new List<Slice>(sets.Count);
            foreach (var set in sets)
            {
                if (site.Slices.TryCreate(set, out var slice, out var failure))
                {
                    if (site.Options.Takes(slice)) slices.Add(slice);
                }
                else
                {
                    tally.Planned();
                    tally.Failed(null, failure);
                }
            }
            Failpoint.Hit(SyncFailpoints.BeforePlanned);
            var added = enumeration.Add([.. slices.Select(s => s.Key)]);
            Failpoint.Hit(SyncFailpoints.AfterPlanned);
            for (var i = 0; i < added.Length; i++)
            {
                if (!added[i])
                {
                    observer.Debug($"{TargetCheck.NameOf(site.Plan)}: {slices[i].Display}: named twice, done once.");
                    continue;
                }
                tally.Planned();
                yield return slices[i];
            }
        }
    }

    /// <summary>Reports that a generator failed.</summary>
    public static RunStop.Reason GeneratorFailed(Plan plan, Exception error, ISyncObserver observer)
    {
        var failure = new Failure(FailureCategory.BadArguments, $"{TargetCheck.NameOf(plan)}: the argument generator failed: {error.Message}") { Advice = (error as DataSyncException)?.Advice };
        observer.Debug(error.ToString());
        observer.SliceFailed(plan, null, failure);
        return new(RunStatus.Failed, RunStop.Reason.Text(failure));
    }

    private bool IsAppended(SliceRecord? record, SliceState state)
    {
        if (!site.IsAppended(record)) return false;
        if (state == SliceState.Stale && !_warnedAppend)
        {
            _warnedAppend = true;
            observer.Warning($"{TargetCheck.NameOf(site.Plan)}: slices are stale, but mode Append adds each slice once and never refreshes it. Use mode ReplaceSlice or Upsert.");
        }
        return true;
    }

    private IReadOnlyList<SliceCondition>? Conditions(Slice slice)
    {
        if (TargetCheck.ModeOf(site.Plan) != WriteMode.ReplaceSlice) return [];
        if (SliceConditions.TryCreate(site.Dataset, slice, out var conditions, out var failure)) return conditions;
        tally.Failed(slice, failure);
        return null;
    }

    /// <summary>What is there without waiting, so that one transaction notes many slices and a slow generator's slices still go on at once.</summary>
    private static async IAsyncEnumerable<List<T>> ChunkAsync<T>(IAsyncEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var chunk = new List<T>();
        var source = items.GetAsyncEnumerator(cancellationToken);
        Task<bool>? next = null;
        try
        {
            while (true)
            {
                next = source.MoveNextAsync().AsTask();
                if (chunk.Count > 0 && (chunk.Count == Chunk || !next.IsCompletedSuccessfully))
                {
                    yield return chunk;
                    chunk = [];
                }
                if (!await next) break;
                chunk.Add(source.Current);
            }
            if (chunk.Count > 0) yield return chunk;
        }
        finally
        {
            // an enumerator may not be disposed while it moves
            if (next is { IsCompleted: false }) await Task.WhenAny(next);
            await source.DisposeAsync();
        }
    }
}
