using DataSync.Rows;

namespace DataSync.Sources.Http;

/// <summary>
/// Watches the rows of successive pages. A vendor that counts rows from the first one loses or repeats some where rows come or go between two pages, or where their order is not
/// the same each time. Rows that came already are dropped; and where they show that the pages do not belong together, that is said.
/// </summary>
/// <param name="key">The dataset's key; without one, equal rows may be different ones, and nothing is watched.</param>
/// <param name="counts">True where the vendor counts rows to find a page, so that a repeated row means a lost one.</param>
internal sealed class PageWatch(IReadOnlyList<string> key, bool counts)
{
    private readonly RowKeys _keys = new(key), _rows = new([]);
    private readonly HashSet<ulong> _met = [];
    private RowBatch? _before;
    private ulong _last;

    /// <summary>True where pages are watched.</summary>
    public bool IsOn => _keys.HasKey;

    /// <summary>Takes a page.</summary>
    /// <param name="batch">Its rows.</param>
    /// <param name="overlaps">True where it was asked to begin with the last row of the page before.</param>
    /// <returns>The rows that are new; or what shows that the pages do not belong together.</returns>
    public (RowBatch? Rows, string? Problem) Take(RowBatch? batch, bool overlaps)
    {
        if (!IsOn) return (batch, null);
        if (_before is null)
        {
            // most answers are one page, which costs nothing
            _before = batch;
            return (batch, null);
        }
        Note(_before);
        if (batch is null || batch.RowCount == 0) return overlaps ? (null, "the page that should begin with the last row is empty") : (batch, null);
        if (overlaps && _keys.Of(batch)[0] != _last) return (null, "the rows moved between two pages");
        var rows = _rows.Of(batch);
        var fresh = new List<int>(rows.Length);
        for (var i = overlaps ? 1 : 0; i < rows.Length; i++)
        {
            if (!_met.Contains(rows[i])) fresh.Add(i);
            else if (counts) return (null, "a page repeats rows of an earlier one");
        }
        _before = batch;
        return (fresh.Count == batch.RowCount ? batch : batch.Gather(fresh.ToArray()), null);
    }

    private void Note(RowBatch batch)
    {
        _met.UnionWith(_rows.Of(batch));
        if (batch.RowCount > 0) _last = _keys.Of(batch.Gather([batch.RowCount - 1]))[0];
    }
}
