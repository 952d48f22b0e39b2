using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Merges sorted runs, oldest first, into one stream in which each key occurs once. Memory: one block of each run.</summary>
/// <param name="order">The key.</param>
/// <param name="columns">The columns of the result; the runs' batches are made to fit.</param>
/// <param name="blockRows">Rows of a block of the result.</param>
/// <param name="laterRunWins">True where versions decide within a slice only, so that a later run wins always.</param>
internal sealed class RunMerger(RowOrder order, IReadOnlyList<Column> columns, int blockRows, bool laterRunWins)
{
    private readonly BlockBuilder _block = new(columns, blockRows);

    /// <summary>Rows that gave way to a different row of the same key, both of runs counted.</summary>
    public long Conflicts { get; private set; }

    /// <param name="runs">The runs, oldest first.</param>
    /// <param name="firstCounted">The first run whose conflicts with later ones are counted.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    public async IAsyncEnumerable<RowBatch> MergeAsync(IReadOnlyList<IAsyncEnumerable<RowBatch>> runs, int firstCounted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursors = runs.Select((run, age) => new Cursor(run.GetAsyncEnumerator(cancellationToken), age, columns)).ToList();
        var ahead = new List<Cursor>(); // those with rows left, by their current key, then oldest first
        try
        {
            if (!order.HasKey)
            {
                foreach (var cursor in cursors)
                    while (await cursor.SkipAsync(cursor.Left)) yield return cursor.Block;
                yield break;
            }
            foreach (var cursor in cursors)
                if (await cursor.SkipAsync(0)) Insert(ahead, cursor);
            while (ahead.Count > 0)
            {
                var first = ahead[0];
                if (ahead.Count > 1 && Compare(first, ahead[1]) == 0)
                {
                    await TakeEqualAsync(ahead, firstCounted);
                }
                else
                {
                    var count = ahead.Count == 1 ? first.Left : CountBelow(first, ahead[1]);
                    ahead.RemoveAt(0);
                    if (_block.Count == 0 && count == first.Block.RowCount) yield return first.Block;
                    else if (_block.Count > 0 && _block.Count + count > blockRows && count >= blockRows / 4)
                    {
                        yield return _block.Take();
                        _block.Append(first.Block, first.Row, count);
                    }
                    else _block.Append(first.Block, first.Row, count);
                    if (await first.SkipAsync(count)) Insert(ahead, first);
                }
                if (_block.Count >= blockRows) yield return _block.Take();
            }
            if (_block.Count > 0) yield return _block.Take();
        }
        finally
        {
            foreach (var cursor in cursors) await cursor.DisposeAsync();
        }
    }

    /// <summary>Takes the winner of the rows of equal key at the head, and steps over all of them.</summary>
    private async ValueTask TakeEqualAsync(List<Cursor> ahead, int firstCounted)
    {
        var (winner, count) = (ahead[0], 1);
        for (; count < ahead.Count && Compare(ahead[0], ahead[count]) == 0; count++)
        {
            var later = ahead[count];
            if (winner.Age >= firstCounted && !order.SameValues(winner.Block, winner.Row, later.Block, later.Row)) Conflicts++;
            if (laterRunWins || order.LaterWins(winner.Block, winner.Row, later.Block, later.Row)) winner = later;
        }
        _block.Append(winner.Block, winner.Row, 1);
        var equal = ahead.GetRange(0, count);
        ahead.RemoveRange(0, count);
        foreach (var cursor in equal)
            if (await cursor.SkipAsync(1)) Insert(ahead, cursor);
    }

    /// <summary>How many rows of a block, from the current one on, come before another run's current row: by doubling steps, then halving ones.</summary>
    private int CountBelow(Cursor cursor, Cursor next)
    {
        var (low, step) = (cursor.Row, 1);
        var end = cursor.Block.RowCount;
        while (low + step < end && order.Compare(cursor.Block, low + step, next.Block, next.Row) < 0)
        {
            low += step;
            step *= 2;
        }
        var high = Math.Min(end, low + step);
        while (high - low > 1)
        {
            var middle = low + (high - low) / 2;
            if (order.Compare(cursor.Block, middle, next.Block, next.Row) < 0) low = middle;
            else high = middle;
        }
        return high - cursor.Row;
    }

    private int Compare(Cursor a, Cursor b) => order.Compare(a.Block, a.Row, b.Block, b.Row);

    private void Insert(List<Cursor> ahead, Cursor cursor)
    {
        var (low, high) = (0, ahead.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            var by = Compare(ahead[middle], cursor);
            if (by < 0 || (by == 0 && ahead[middle].Age < cursor.Age)) low = middle + 1;
            else high = middle;
        }
        ahead.Insert(low, cursor);
    }

    /// <summary>A run's place in the merge.</summary>
    private sealed class Cursor(IAsyncEnumerator<RowBatch> rows, int age, IReadOnlyList<Column> columns) : IAsyncDisposable
    {
        private static readonly RowBatch Nothing = new([], 0);

        public int Age { get; } = age;
        public RowBatch Block { get; private set; } = Nothing;
        public int Row { get; private set; }
        public int Left => Block.RowCount - Row;

        /// <summary>Steps over rows, into the next block at a block's end; false at the run's end.</summary>
        public async ValueTask<bool> SkipAsync(int count)
        {
            Row += count;
            while (Row >= Block.RowCount)
            {
                if (!await rows.MoveNextAsync()) return false;
                (Block, Row) = (Conform.To(rows.Current, columns), 0);
            }
            return true;
        }

        public ValueTask DisposeAsync() => rows.DisposeAsync();
    }
}

/// <summary>Gathers rows of several batches into blocks, each new, as a reader may keep it.</summary>
internal sealed class BlockBuilder(IReadOnlyList<Column> columns, int blockRows)
{
    private ColumnVector[] _vectors = New(columns, 0); // small partitions have small blocks

    public int Count { get; private set; }

    public void Append(RowBatch batch, int row, int count)
    {
        for (var i = 0; i < _vectors.Length; i++) _vectors[i].AppendRange(batch.Columns[i], row, count);
        Count += count;
    }

    public RowBatch Take()
    {
        var block = new RowBatch(_vectors, Count);
        _vectors = New(columns, blockRows + blockRows / 4); // what is added last may reach past a block's rows by as much
        Count = 0;
        return block;
    }

    private static ColumnVector[] New(IReadOnlyList<Column> columns, int capacity) => [.. columns.Select(c => ColumnVector.Create(c, capacity))];
}
