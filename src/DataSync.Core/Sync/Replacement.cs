using System.IO.Hashing;
using System.Text;
using DataSync.Arguments;
using DataSync.State;

namespace DataSync.Sync;

/// <summary>The full slice set of a Replace run: named before anything is asked, kept in the index, so that a set of any size needs no memory.</summary>
internal sealed class Replacement(SyncSite site, LedgerIndex index, Enumeration enumeration, AskRule rule, RunTally tally, ISyncObserver observer)
{
    /// <summary>Names all slices.</summary>
    /// <returns>False where the set is not whole (a wrong slice, a generator that failed): then nothing is asked, as there could be no swap.</returns>
    public async Task<bool> NameAsync(IArgumentGenerator generator, long targetSequence, RunStop stop)
    {
        var planner = new SlicePlanner(site, index, enumeration, rule, tally, observer);
        try
        {
            await foreach (var _ in planner.NameAsync(generator, targetSequence, stop.Token).WithCancellation(stop.Token)) { }
        }
        catch (Exception e) when (e is not OperationCanceledException || stop.Cause is null)
        {
            stop.Because(SlicePlanner.GeneratorFailed(site.Plan, e, observer));
        }
        if (stop.Cause is null && tally.Snapshot().Failed is > 0 and var wrong)
            stop.Because(new(RunStatus.Failed, $"{wrong} slices are wrong, and Replace needs all of them: nothing was asked."));
        return stop.Cause is null;
    }

    /// <summary>True where a slice is to be asked, or stored ones are no longer named. An empty set asks for nothing: a generator without result is no order to empty the table.</summary>
    public bool IsNeeded()
    {
        long skipped = 0, pending = 0;
        var asked = false;
        foreach (var (key, record) in index.ReadPlanned(enumeration.Id))
        {
            var slice = site.Slices.FromKey(key);
            var state = site.Judge(record, slice, index);
            var isAsked = site.IsAsked(rule, state, record, slice);
            if (!isAsked && state == SliceState.Pending) pending++;
            else skipped++;
            asked |= isAsked;
        }
        if (skipped == 0) observer.Warning($"{TargetCheck.NameOf(site.Plan)}: no slices to ask for were named; the table stays as it is.");
        var needed = skipped > 0 && (asked || index.HasUnplanned(enumeration.Id));
        for (; pending > 0; pending--) tally.Pending();
        if (!needed) for (; skipped > 0; skipped--) tally.Skipped();
        tally.PlannedAll();
        return needed;
    }

    /// <summary>Identifies the set: the same for the same slices, in any order.</summary>
    public string Identity()
    {
        var hash = new XxHash128();
        foreach (var slice in Asked()) hash.Append(Encoding.UTF8.GetBytes(slice.Key + "\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>The slices to ask, but those that a resumed generation holds.</summary>
    public IEnumerable<WorkItem> Slices(IReadOnlySet<string> held)
    {
        foreach (var slice in Asked())
        {
            if (held.Contains(slice.Key)) tally.Skipped();
            else yield return new WorkItem(slice, []);
        }
    }

    private IEnumerable<Slice> Asked() =>
        index.ReadPlanned(enumeration.Id).Select(p => site.Slices.FromKey(p.Slice)).OfType<Slice>().Where(s => !site.Clock.IsAwaited(SlicePolicy.DateOf(s, site.Clock)));
}
