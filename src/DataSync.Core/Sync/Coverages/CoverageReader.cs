using DataSync.Arguments;
using DataSync.State;

namespace DataSync.Sync.Coverages;

/// <summary>Reads a plan's coverage from an index that is up to date with the store.</summary>
internal sealed class CoverageReader(SyncSite site, LedgerIndex index)
{
    private readonly (long Id, DateTime At)? _planned = site.Plan.Name.Length > 0 ? Enumeration.Latest(index, site.Plan.Name) : null;

    /// <summary>The count of each state.</summary>
    public Coverage Count()
    {
        var count = new long[Enum.GetValues<SliceState>().Length];
        var rows = 0L;
        foreach (var (_, record, state) in Judged())
        {
            count[(int)state]++;
            if (state is SliceState.Done or SliceState.Stale) rows += record?.Rows ?? 0;
        }
        return new Coverage
        {
            Plan = site.Plan.Name,
            Dataset = site.Dataset.Name,
            Store = site.StoreDefinition.Name,
            Table = site.Plan.TargetTable,
            Planned = _planned is null ? 0 : count.Sum(),
            Done = count[(int)SliceState.Done],
            Empty = count[(int)SliceState.Empty],
            Pending = count[(int)SliceState.Pending],
            Stale = count[(int)SliceState.Stale],
            Failed = count[(int)SliceState.Failed],
            Missing = count[(int)SliceState.Missing],
            Rows = rows,
            PlannedAt = _planned?.At,
        };
    }

    /// <summary>Each slice, by key.</summary>
    public IEnumerable<SliceCoverage> Slices() => Judged().Select(j => new SliceCoverage
    {
        Plan = site.Plan.Name,
        Slice = site.Slices.FromKey(j.Key)?.Display ?? j.Key,
        State = j.State,
        Rows = j.Record?.Rows ?? 0,
        Bytes = j.Record?.Bytes ?? 0,
        Hash = j.Record?.Hash,
        SchemaVersion = j.Record?.SchemaVersion ?? 0,
        At = j.Record?.FailedAt ?? j.Record?.At,
        FirstSeen = j.Record?.FirstAt ?? j.Record?.At,
        LastSeen = j.Record?.At,
        LastChanged = j.Record?.ChangedAt ?? j.Record?.FirstAt ?? j.Record?.At,
        Reason = j.Record?.Reason,
    });

    /// <summary>Each slice with what is known of it, and its state; a slice that the dataset's parameters no longer fit is null.</summary>
    public IEnumerable<(Slice? Slice, SliceRecord? Record, SliceState State)> Judge() => Judged().Select(j => (site.Slices.FromKey(j.Key), j.Record, j.State));

    private IEnumerable<(string Key, SliceRecord? Record, SliceState State)> Judged() =>
        from slice in _planned is { } planned ? index.ReadPlanned(planned.Id) : index.ReadAll()
        select (slice.Slice, slice.Record, Judge(slice.Slice, slice.Record));

    /// <summary>The date tells mostly; the arguments are read again where a range may not be over, or was not when it was asked, and where the source tells changes.</summary>
    private SliceState Judge(string key, SliceRecord? record)
    {
        var isRead = site.TracksVersions || record?.Date is not { } date || date > site.Clock.Today || record.At is { } at && site.Clock.DayOf(at) <= date;
        return site.Judge(record, isRead ? site.Slices.FromKey(key) : null, index);
    }
}
