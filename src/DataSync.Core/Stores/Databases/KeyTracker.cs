using DataSync.Rows;

namespace DataSync.Stores.Databases;

/// <summary>
/// Knows the keys that a run has sent, by hash: whether a commit holds a key twice, and where slices of the run differ on one. It keeps so many
/// keys, and then begins anew, so that memory has a bound: slices further apart than that are not compared.
/// </summary>
/// <param name="key">The key's columns.</param>
/// <param name="mostKept">Keys that are kept.</param>
/// <param name="knowsDuplicates">True where all keys of a commit are kept, however many they are: its duplicates matter.</param>
internal sealed class KeyTracker(IReadOnlyList<string> key, int mostKept, bool knowsDuplicates)
{
    /// <summary>A key, the rest of its row by a short hash, and the slice that brought it: 16 bytes, as there are many. Slice 0: none.</summary>
    private struct Entry
    {
        public ulong Key;
        public uint Row;
        public int Slice;
    }

    private Entry[] _entries = new Entry[1 << 10];
    private ulong[] _keys = [], _rows = [];
    // slices are numbered over all commits, so that a number tells whether it is of this one
    private int _count, _slice, _given = -1, _firstOfCommit = 1;

    /// <summary>True where a key may be in this commit twice.</summary>
    public bool HasDuplicates { get; private set; }

    /// <summary>Rows of equal key and different values in different slices.</summary>
    public long Conflicts { get; private set; }

    /// <summary>Takes a batch of a slice.</summary>
    public void Add(RowBatch batch, int slice)
    {
        if (_keys.Length < batch.RowCount) (_keys, _rows) = (new ulong[batch.RowCount], new ulong[batch.RowCount]);
        var keys = _keys.AsSpan(0, batch.RowCount);
        var rows = _rows.AsSpan(0, batch.RowCount);
        keys.Clear();
        foreach (var name in key) RowHashes.Mix(batch.Columns[batch.IndexOf(name)], keys);
        rows.Clear();
        foreach (var vector in batch.Columns) RowHashes.Mix(vector, rows);
        if (slice != _given) (_given, _slice) = (slice, _slice + 1);
        for (var row = 0; row < keys.Length; row++) Add(keys[row], (uint)(rows[row] >> 32));
        if (!knowsDuplicates && _count > mostKept) Forget();
    }

    /// <summary>Begins the next commit.</summary>
    public void Committed()
    {
        HasDuplicates = false;
        (_given, _firstOfCommit) = (-1, _slice + 1);
        if (_count > mostKept) Forget();
    }

    /// <summary>Forgets all keys, as rows were taken back.</summary>
    public void Forget()
    {
        Array.Clear(_entries);
        _count = 0;
    }

    private void Add(ulong key, uint row)
    {
        if (_count * 4L > _entries.Length * 3L) Grow();
        ref var entry = ref Find(_entries, key);
        if (entry.Slice == 0) _count++;
        else
        {
            HasDuplicates |= entry.Slice >= _firstOfCommit;
            if (entry.Slice != _slice && entry.Row != row) Conflicts++;
        }
        entry = new Entry { Key = key, Row = row, Slice = _slice };
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        foreach (var entry in _entries)
            if (entry.Slice != 0)
                Find(larger, entry.Key) = entry;
        _entries = larger;
    }

    private static ref Entry Find(Entry[] entries, ulong key)
    {
        var mask = entries.Length - 1;
        var at = (int)(key >> 20) & mask;
        while (entries[at].Slice != 0 && entries[at].Key != key) at = (at + 1) & mask;
        return ref entries[at];
    }
}
