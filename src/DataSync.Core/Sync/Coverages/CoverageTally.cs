using DataSync.State;

namespace DataSync.Sync.Coverages;

/// <summary>Counts the slices of a group, and draws them.</summary>
/// <param name="places">Places of the map; 0: it is drawn in proportion.</param>
/// <param name="place">A date's place.</param>
internal sealed class CoverageTally(int places, Func<DateOnly, int>? place)
{
    private const int Length = 20;
    private const char NoSlice = '.';

    /// <summary>From what lacks least to what lacks most.</summary>
    private static readonly (SliceState State, char Sign)[] Signs =
        [(SliceState.Done, '#'), (SliceState.Stale, 's'), (SliceState.Empty, 'e'), (SliceState.Pending, 'p'), (SliceState.Missing, 'm'), (SliceState.Failed, 'F')];

    private readonly long[] _counts = new long[Signs.Length];
    private readonly int[] _map = new int[places];
    private long _rows;
    private DateOnly? _from, _to;
    private DateTime? _changed;

    public void Add(DateOnly? date, SliceRecord? record, SliceState state)
    {
        var rank = Array.FindIndex(Signs, s => s.State == state);
        _counts[rank]++;
        if (state is SliceState.Done or SliceState.Stale) _rows += record?.Rows ?? 0;
        if (date is { } day)
        {
            if (!(_from <= day)) _from = day;
            if (!(_to >= day)) _to = day;
            if (place is not null) _map[place(day)] = Math.Max(_map[place(day)], rank + 1);
        }
        var changed = record?.LastChanged;
        if (!(_changed >= changed) && changed is not null) _changed = changed;
    }

    public CoverageGroup Fill(CoverageGroup group) => group with
    {
        Planned = _counts.Sum(),
        Done = Count(SliceState.Done),
        Empty = Count(SliceState.Empty),
        Pending = Count(SliceState.Pending),
        Stale = Count(SliceState.Stale),
        Failed = Count(SliceState.Failed),
        Missing = Count(SliceState.Missing),
        Rows = _rows,
        From = _from,
        To = _to,
        LastChanged = _changed,
        Map = place is null ? Bar() : string.Concat(_map.Select(m => m == 0 ? NoSlice : Signs[m - 1].Sign)),
    };

    private long Count(SliceState state) => _counts[Array.FindIndex(Signs, s => s.State == state)];

    /// <summary>Each state's share; a state that occurs has a place, so that nothing missing is hidden.</summary>
    private string Bar()
    {
        var total = _counts.Sum();
        if (total == 0) return "";
        var shares = _counts.Select(c => c == 0 ? 0 : Math.Max(1, (int)(c * Length / total))).ToArray();
        shares[Array.IndexOf(shares, shares.Max())] += Length - shares.Sum();
        return string.Concat(shares.Select((n, i) => new string(Signs[i].Sign, Math.Max(0, n))));
    }
}
