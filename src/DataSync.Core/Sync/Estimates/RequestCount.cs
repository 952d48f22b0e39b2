using DataSync.Sources;
using DataSync.State;

namespace DataSync.Sync.Estimates;

/// <summary>
/// Counts the requests of slices before any is sent: by the rows that a slice had last time, or has on average, where the size of a page is known; else by what the plan's last runs took for a slice;
/// else one for each, which is a lower bound.
/// </summary>
internal sealed class RequestCount
{
    private readonly int? _page;
    private readonly double _meanRows, _meanRequests;
    private double _sum;

    /// <summary>Begins to count.</summary>
    /// <param name="terms">What the source knows of its answers.</param>
    /// <param name="rowCap">Most rows of an answer, stated or learned; null: not known.</param>
    /// <param name="rows">The rows of each slice that is stored.</param>
    /// <param name="history">What the plan's last runs took; null where nothing is known of them, or it tells nothing as slices share requests.</param>
    public RequestCount(RequestTerms terms, int? rowCap, IEnumerable<int> rows, RunHistory? history)
    {
        _meanRequests = 1;
        if (!terms.IsCut)
        {
            Basis = "one brings all there is";
            return;
        }
        var page = Math.Min(terms.PageRows ?? int.MaxValue, rowCap ?? int.MaxValue);
        if (page < int.MaxValue && Measure(rows, page) is { Slices: > 0 } stored)
        {
            (_page, _meanRows, _meanRequests) = (page, (double)stored.Rows / stored.Slices, (double)stored.Pages / stored.Slices);
            Basis = $"{stored.Slices:N0} stored slices, {page:N0} rows a page";
        }
        else if (history is not null)
        {
            _meanRequests = history.RequestsPerSlice;
            Basis = $"{_meanRequests:0.##} a slice in past runs";
        }
        else
        {
            IsLowerBound = true;
            Basis = page < int.MaxValue ? $"a slice of {page:N0} rows or more takes several, and none was asked before" : "no row cap is known, and none was asked before";
        }
    }

    /// <summary>What the number is taken from.</summary>
    public string Basis { get; }
    /// <summary>True where there may be more.</summary>
    public bool IsLowerBound { get; }
    /// <summary>The requests so far.</summary>
    public long Total => (long)Math.Ceiling(Math.Round(_sum, 6));

    /// <summary>Adds slices that share a request.</summary>
    /// <param name="slices">How many.</param>
    /// <param name="known">Of those, slices that were answered before.</param>
    /// <param name="rows">The rows of these.</param>
    public void Add(int slices, int known, long rows) => _sum += _page is not { } page || (slices == 1 && known == 0) ? _meanRequests : Pages((long)(rows + (slices - known) * _meanRows), page);

    private static (long Slices, long Rows, long Pages) Measure(IEnumerable<int> rows, int page)
    {
        var (slices, sum, pages) = (0L, 0L, 0L);
        foreach (var count in rows) (slices, sum, pages) = (slices + 1, sum + count, pages + Pages(count, page));
        return (slices, sum, pages);
    }

    // a full page tells that there may be another
    private static long Pages(long rows, int page) => rows / page + 1;
}
