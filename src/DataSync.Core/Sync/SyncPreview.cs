using System.Runtime.CompilerServices;
using DataSync.Arguments;
using DataSync.Sources;
using DataSync.State;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>What a run would do. The ledger is read from the store into memory: not even <c>state.db</c> is made.</summary>
internal static class SyncPreview
{
    public static async IAsyncEnumerable<PlannedSlice> ReadAsync(Func<SyncSite> open, IArgumentGenerator generator, SyncOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var site = open();
        var spec = TargetCheck.Specify(site.Plan, site.Dataset, options.LockTimeout);
        var state = await site.Store.GetStateAsync(spec.Table, cancellationToken);
        TargetCheck.RefuseMismatch(site.Plan, spec, state);
        using var index = await site.OpenIndexAsync(new StateDatabase(":memory:"), state, cancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var set in site.Generator(generator).GenerateAsync(site.GeneratorContext(state?.Sequence ?? 0), cancellationToken).WithCancellation(cancellationToken))
        {
            if (!site.Slices.TryCreate(set, out var slice, out var failure)
                || spec.Mode == WriteMode.ReplaceSlice && !SliceConditions.TryCreate(site.Dataset, slice, out _, out failure))
                throw new DataSyncException("BadArguments", failure.Message, failure.Advice);
            if (!seen.Add(slice.Key)) continue;
            var judged = site.Judge(index.Find(slice.Key), slice, index);
            var asked = SlicePolicy.IsAsked(judged, options.Force) && !(spec.Mode == WriteMode.Append && judged is (SliceState.Stale or SliceState.Done));
            var request = new FetchRequest { Dataset = site.Dataset, Arguments = slice.Arguments, SchemaPolicy = site.Plan.SchemaPolicy };
            yield return new PlannedSlice(slice, judged, asked ? site.Source.Preview(request) : null);
        }
    }
}
