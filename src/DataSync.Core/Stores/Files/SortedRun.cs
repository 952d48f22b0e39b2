using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Buffered rows in the order of partition and key, each key once in a partition.</summary>
/// <param name="Rows">The rows, in the order they came.</param>
/// <param name="Order">The places of those that stay, in the new order.</param>
/// <param name="Partitions">Where each partition's rows lie in <paramref name="Order"/>.</param>
/// <param name="Conflicts">Rows that gave way to a different row of the same key from another slice.</param>
internal sealed record SortedRun(RowBatch Rows, int[] Order, IReadOnlyDictionary<int, Range> Partitions, long Conflicts)
{
    /// <summary>No rows.</summary>
    public static SortedRun Nothing { get; } = new(new RowBatch([], 0), [], new Dictionary<int, Range>(), 0);

    /// <summary>The rows of a partition, in blocks.</summary>
    public async IAsyncEnumerable<RowBatch> ReadAsync(int partition, int blockRows)
    {
        if (!Partitions.TryGetValue(partition, out var range)) yield break;
        for (var at = range.Start.Value; at < range.End.Value; at += blockRows)
            yield return Rows.Gather(Order.AsSpan(at, Math.Min(blockRows, range.End.Value - at)));
        await Task.CompletedTask;
    }
}

/// <summary>Sorts buffered rows.</summary>
internal static class RunSorter
{
    /// <param name="rows">The rows.</param>
    /// <param name="partitions">Each row's partition.</param>
    /// <param name="partitionCount">All of which are below this.</param>
    /// <param name="order">The key.</param>
    /// <param name="sliceStarts">The first row of each slice, ascending.</param>
    /// <param name="laterSliceWins">True where versions decide within a slice only.</param>
    public static SortedRun Sort(RowBatch rows, ReadOnlySpan<int> partitions, int partitionCount, RowOrder order, List<int> sliceStarts, bool laterSliceWins)
    {
        var sorted = Pack(rows, partitions, partitionCount, order, out var bits) is { } packed ? RadixSort.Order(packed, bits) : SortCompared(rows, partitions.ToArray(), order);
        var kept = 0;
        var conflicts = 0L;
        if (order.HasKey)
        {
            for (var i = 0; i < sorted.Length; i++)
            {
                var (later, earlier) = (sorted[i], kept > 0 ? sorted[kept - 1] : -1);
                if (kept == 0 || partitions[earlier] != partitions[later] || order.Compare(rows, earlier, rows, later) != 0)
                {
                    sorted[kept++] = later;
                    continue;
                }
                var sameSlice = SliceOf(sliceStarts, earlier) == SliceOf(sliceStarts, later);
                if (!sameSlice && !order.SameValues(rows, earlier, rows, later)) conflicts++;
                if ((laterSliceWins && !sameSlice) || order.LaterWins(rows, earlier, rows, later)) sorted[kept - 1] = later;
            }
        }
        else kept = sorted.Length;

        var ranges = new Dictionary<int, Range>();
        for (var start = 0; start < kept;)
        {
            var (partition, end) = (partitions[sorted[start]], start + 1);
            while (end < kept && partitions[sorted[end]] == partition) end++;
            ranges.Add(partition, start..end);
            start = end;
        }
        return new SortedRun(rows, sorted.Length == kept ? sorted : sorted[..kept], ranges, conflicts);
    }

    /// <summary>Partition and key of each row in one number of <paramref name="bits"/> bits; null where they need more than 64.</summary>
    private static ulong[]? Pack(RowBatch rows, ReadOnlySpan<int> partitions, int partitionCount, RowOrder order, out int bits)
    {
        bits = KeyCoder.BitsFor((ulong)(partitionCount - 1));
        var coders = new List<KeyCoder>();
        foreach (var column in order.Key)
        {
            coders.Add(KeyCoder.Create(rows.Columns[column], rows.RowCount));
            bits += coders[^1].Bits;
            if (bits > 64) return null;
        }
        var packed = new ulong[rows.RowCount];
        var shift = 0;
        for (var i = coders.Count - 1; i >= 0; i--)
        {
            coders[i].AddTo(packed, shift);
            shift += coders[i].Bits;
        }
        if (shift < 64)
            for (var i = 0; i < packed.Length; i++) packed[i] |= (ulong)partitions[i] << shift;
        return packed;
    }

    private static int[] SortCompared(RowBatch rows, int[] partitions, RowOrder order)
    {
        var sorted = Enumerable.Range(0, rows.RowCount).ToArray();
        Array.Sort(sorted, (a, b) =>
        {
            var byPartition = partitions[a].CompareTo(partitions[b]);
            if (byPartition != 0) return byPartition;
            var byKey = order.Compare(rows, a, rows, b);
            return byKey != 0 ? byKey : a.CompareTo(b);
        });
        return sorted;
    }

    private static int SliceOf(List<int> starts, int row)
    {
        var at = starts.BinarySearch(row);
        return at >= 0 ? at : ~at - 1;
    }
}
