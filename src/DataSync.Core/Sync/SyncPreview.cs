using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Sources;
using DataSync.State;
using DataSync.Stores;
using DataSync.Sync.Batching;

namespace DataSync.Sync;

/// <summary>What a run would do. The ledger is read from the store into memory: not even <c>state.db</c> is made.</summary>
internal static class SyncPreview
{
    public static async IAsyncEnumerable<PlannedSlice> ReadAsync(Func<SyncSite> open, IArgumentGenerator generator, SyncOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = open();
        var groups = new SliceGroups<(Slice Slice, SliceState State)>(j => j.Slice, site.Dataset, site.Batching);
        await foreach (var (slice, state, asked) in JudgeAsync(site, generator, options, cancellationToken))
        {
            if (!asked) yield return new PlannedSlice(slice, state, null);
            else if (groups.Add((slice, state)) is { } group)
                foreach (var planned in Preview(site, group)) yield return planned;
        }
        if (groups.End() is { } last)
            foreach (var planned in Preview(site, last)) yield return planned;
    }

    /// <summary>Each slice with its state, and whether it would be asked.</summary>
    private static async IAsyncEnumerable<(Slice Slice, SliceState State, bool IsAsked)> JudgeAsync(SyncSite site, IArgumentGenerator generator, SyncOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await site.ReadCalendarAsync(cancellationToken);
        var spec = TargetCheck.Specify(site.Plan, site.Dataset, options.LockTimeout);
        var state = await site.Store.GetStateAsync(spec.Table, cancellationToken);
        TargetCheck.RefuseMismatch(site.Plan, spec, state);
        var rule = AskRule.Of(site.Workspace, site.Plan, site.Dataset, options);
        using var index = await site.OpenIndexAsync(new StateDatabase(":memory:"), state, cancellationToken);
        var seen = new SliceSet();
        await foreach (var set in site.Generator(generator).GenerateAsync(site.GeneratorContext(state?.Sequence ?? 0, index), cancellationToken).WithCancellation(cancellationToken))
        {
            if (!site.Slices.TryCreate(set, out var slice, out var failure)
                || spec.Mode == WriteMode.ReplaceSlice && !SliceConditions.TryCreate(site.Dataset, slice, out _, out failure))
                throw new DataSyncException("BadArguments", failure.Message, failure.Advice);
            if (!options.Takes(slice) || !seen.Add(slice.Key)) continue;
            var record = index.Find(slice.Key);
            var judged = site.Judge(record, slice, index);
            yield return (slice, judged, site.IsAsked(rule, judged, record, slice) && !(spec.Mode == WriteMode.Append && judged is (SliceState.Stale or SliceState.Done)));
        }
    }

    /// <summary>Slices that share a request, each with it.</summary>
    private static IEnumerable<PlannedSlice> Preview(SyncSite site, IReadOnlyList<(Slice Slice, SliceState State)> group)
    {
        var arguments = group is [var one] ? one.Slice.Arguments : SliceGroups.Join([.. group.Select(g => g.Slice)], site.Dataset.FindParameter(site.Batching!.Parameter)!);
        var request = site.Source.Preview(new FetchRequest { Dataset = site.Dataset, Arguments = arguments, SchemaPolicy = site.Plan.SchemaPolicy });
        return group.Select(g => new PlannedSlice(g.Slice, g.State, request));
    }
}
