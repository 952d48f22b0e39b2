using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// Of the rows of one slice that have the same key keeps the one of the higher version, else the later, as other stores do. Where slices replace rows the
/// server's own tables know no keys.
/// </summary>
internal sealed class SliceKeys(IReadOnlyList<string> key, string? versionColumn)
{
    private readonly Dictionary<ulong, (int Batch, int Row)> _rows = [];
    private ulong[] _hashes = [];
    private VectorComparer[]? _comparers;
    private VectorComparer? _versions;

    /// <summary>The batches of a slice's beginning without the rows that give way.</summary>
    public List<RowBatch> Keep(List<RowBatch> batches)
    {
        HashSet<(int Batch, int Row)>? dropped = null;
        for (var b = 0; b < batches.Count; b++)
        {
            var hashes = Hash(batches[b]);
            for (var row = 0; row < hashes.Length; row++)
            {
                if (_rows.TryAdd(hashes[row], (b, row))) continue;
                var (otherBatch, otherRow) = _rows[hashes[row]];
                if (!HaveEqualKeys(batches[b], row, batches[otherBatch], otherRow)) continue; // of another key, and the same hash
                var isOlder = versionColumn is not null && _versions!.Compare(Version(batches[b]), row, Version(batches[otherBatch]), otherRow) < 0;
                (dropped ??= []).Add(isOlder ? (b, row) : (otherBatch, otherRow));
                if (!isOlder) _rows[hashes[row]] = (b, row);
            }
        }
        return dropped is null ? batches : [.. batches.Select((batch, b) => Without(batch, b, dropped))];
    }

    /// <summary>Refuses rows that come after the others were sent, and have a key of them.</summary>
    /// <exception cref="SliceRejectedException">One has.</exception>
    public void RefuseRepeated(RowBatch batch, long firstRow)
    {
        var hashes = Hash(batch);
        for (var row = 0; row < hashes.Length; row++)
        {
            if (_rows.TryAdd(hashes[row], default)) continue;
            throw new SliceRejectedException(new Failure(FailureCategory.Value, $"Row {firstRow + row + 1} has the key ({string.Join(", ", key)}) of an earlier row, in a slice too large to be held.")
            { Advice = "Give the plan a -Key that tells rows apart, or smaller slices, or use -Mode Upsert." });
        }
    }

    /// <summary>Begins the next slice.</summary>
    public void Clear() => _rows.Clear();

    private ReadOnlySpan<ulong> Hash(RowBatch batch)
    {
        if (_hashes.Length < batch.RowCount) _hashes = new ulong[batch.RowCount];
        var hashes = _hashes.AsSpan(0, batch.RowCount);
        hashes.Clear();
        foreach (var name in key) RowHashes.Mix(batch.Columns[batch.IndexOf(name)], hashes);
        return hashes;
    }

    private bool HaveEqualKeys(RowBatch a, int i, RowBatch b, int j)
    {
        _comparers ??= [.. key.Select(name => VectorComparer.Create(a.Columns[a.IndexOf(name)].Column.Type.Kind))];
        if (versionColumn is not null) _versions ??= VectorComparer.Create(Version(a).Column.Type.Kind);
        for (var k = 0; k < key.Count; k++)
            if (_comparers[k].Compare(a.Columns[a.IndexOf(key[k])], i, b.Columns[b.IndexOf(key[k])], j) != 0) return false;
        return true;
    }

    private ColumnVector Version(RowBatch batch) => batch.Columns[batch.IndexOf(versionColumn!)];

    private static RowBatch Without(RowBatch batch, int number, HashSet<(int Batch, int Row)> dropped)
    {
        var rows = Enumerable.Range(0, batch.RowCount).Where(row => !dropped.Contains((number, row))).ToArray();
        return rows.Length == batch.RowCount ? batch : new RowBatch([.. batch.Columns.Select(c => c.Gather(rows))], rows.Length);
    }
}
