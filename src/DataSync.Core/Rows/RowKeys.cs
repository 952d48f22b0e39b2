namespace DataSync.Rows;

/// <summary>Identifies rows by a 64-bit hash: of their key's values, or of all their values where rows have no key.</summary>
/// <param name="key">The columns of the key; empty: all columns.</param>
internal sealed class RowKeys(IReadOnlyList<string> key)
{
    private const ulong Missing = 0x2545F4914F6CDD1D;

    /// <summary>True where rows have a key.</summary>
    public bool HasKey => key.Count > 0;

    /// <summary>The identity of each row.</summary>
    public ulong[] Of(RowBatch batch)
    {
        var hashes = new ulong[batch.RowCount];
        if (!HasKey)
        {
            foreach (var vector in batch.Columns.OrderBy(c => c.Column.Name, StringComparer.Ordinal)) RowHashes.Mix(vector, hashes);
            return hashes;
        }
        foreach (var name in key)
        {
            if (batch.IndexOf(name) is >= 0 and var at) RowHashes.Mix(batch.Columns[at], hashes);
            else for (var i = 0; i < hashes.Length; i++) hashes[i] ^= Missing;
        }
        return hashes;
    }
}
