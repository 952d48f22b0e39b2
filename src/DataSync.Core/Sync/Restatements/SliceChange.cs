using DataSync.Rows;

namespace DataSync.Sync.Restatements;

/// <summary>What differs between a slice's stored rows and its answer.</summary>
/// <param name="Added">Rows that are new.</param>
/// <param name="Changed">Rows of a known key with other values; without a key, none.</param>
/// <param name="Vanished">Stored rows that did not come.</param>
/// <param name="Gone">Those rows, where they were wanted.</param>
internal sealed record SliceChange(long Added, long Changed, long Vanished, IReadOnlyList<RowBatch> Gone)
{
    /// <summary>True where there is a difference.</summary>
    public bool Any => Added + Changed + Vanished > 0;
}
