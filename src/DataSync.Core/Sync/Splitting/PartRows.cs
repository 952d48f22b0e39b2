using DataSync.Rows;

namespace DataSync.Sync.Splitting;

/// <summary>The rows of a slice's parts as they come together: each row of a key once, and none missing that a cut answer showed.</summary>
/// <param name="key">The dataset's key; empty: rows have none, and equal ones may be different.</param>
internal sealed class PartRows(IReadOnlyList<string> key)
{
    private readonly RowKeys _keys = new(key);
    private readonly HashSet<ulong> _met = [], _shown = [];

    /// <summary>Rows that cut answers showed and no part has had yet.</summary>
    public int Missing => _shown.Count;

    /// <summary>Notes what a cut answer showed.</summary>
    public void Shown(IReadOnlyList<RowBatch> batches)
    {
        foreach (var batch in batches)
            foreach (var identity in _keys.Of(batch))
                if (!_met.Contains(identity)) _shown.Add(identity);
    }

    /// <summary>The rows of a part's batch that no part had before.</summary>
    public RowBatch Take(RowBatch batch)
    {
        var identities = _keys.Of(batch);
        _shown.ExceptWith(identities);
        if (!_keys.HasKey) return batch;
        var fresh = new List<int>(identities.Length);
        for (var i = 0; i < identities.Length; i++)
            if (_met.Add(identities[i])) fresh.Add(i);
        return fresh.Count == identities.Length ? batch : batch.Gather(fresh.ToArray());
    }
}
