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
        foreach (var (_, record, state) in Judged(brief: true))
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
    public IEnumerable<SliceCoverage> Slices() => Judged().Select(j => Describe(j.Key, j.Record, j.State));

    /// <summary>The slices without data whose days ended longer ago than the plan allows.</summary>
    public IReadOnlyList<SliceCoverage> Overdue()
    {
        if (site.Plan.LateAfter is not { } span || _planned is null) return [];
        var now = site.Clock.Now.UtcDateTime;
        return [.. from slice in Judged()
                   where slice.State is SliceState.Missing or SliceState.Failed or SliceState.Empty
                   let date = slice.Record?.Date ?? site.Slices.FromKey(slice.Key)?.Date
                   where date is not null && EndOf(date.Value) + span < now
                   select Describe(slice.Key, slice.Record, slice.State)];
    }

    private DateTime EndOf(DateOnly day)
    {
        var local = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return local - site.Clock.Zone.GetUtcOffset(local);
    }

    private SliceCoverage Describe(string key, SliceRecord? record, SliceState state) => new()
    {
        Plan = site.Plan.Name,
        Slice = site.Slices.FromKey(key)?.Display ?? key,
        State = state,
        Rows = record?.Rows ?? 0,
        Bytes = record?.Bytes ?? 0,
        Hash = record?.Hash,
        SchemaVersion = record?.SchemaVersion ?? 0,
        At = record?.FailedAt ?? record?.At,
        FirstSeen = record?.FirstAt ?? record?.At,
        LastSeen = record?.At,
        LastChanged = record?.LastChanged,
        Reason = record?.Reason,
    };

    /// <summary>Each slice with what is known of it, and its state; a slice that the dataset's parameters no longer fit is null.</summary>
    public IEnumerable<(Slice? Slice, SliceRecord? Record, SliceState State)> Judge() => Judged().Select(j => (site.Slices.FromKey(j.Key), j.Record, j.State));

    private IEnumerable<(string Key, SliceRecord? Record, SliceState State)> Judged(bool brief = false) =>
        from slice in _planned is { } planned ? index.ReadPlanned(planned.Id, brief) : index.ReadAll(brief)
        select (slice.Slice, slice.Record, Judge(slice.Slice, slice.Record));

    /// <summary>The date tells mostly; the arguments are read again where a range may not be over, or was not when it was asked, and where the source tells changes.</summary>
    private SliceState Judge(string key, SliceRecord? record)
    {
        var isRead = site.TracksVersions || record?.Date is not { } date || date > site.Clock.Today || record.At is { } at && site.Clock.DayOf(at) <= date;
        return site.Judge(record, isRead ? site.Slices.FromKey(key) : null, index);
    }
}
