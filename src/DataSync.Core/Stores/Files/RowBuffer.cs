using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Rows of many batches as one growing batch, whose memory is used again.</summary>
/// <param name="columns">The columns.</param>
/// <param name="expectedBytes">The size it is meant to reach.</param>
internal sealed class RowBuffer(IReadOnlyList<Column> columns, long expectedBytes)
{
    private const int Growth = 8;

    private RowBatch _rows = Empty(columns);
    private long _rowBytes = RowBytes(columns);
    private int _capacity;

    public int Count { get; private set; }
    public IReadOnlyList<ColumnVector> Columns => _rows.Columns;
    /// <summary>Bytes in use, texts themselves apart.</summary>
    public long ByteSize => Count * _rowBytes;
    /// <summary>The rows, until the buffer changes.</summary>
    public RowBatch Rows => new(_rows.Columns, Count);

    /// <summary>Adds the rows of a batch that has exactly the buffer's columns.</summary>
    public void Append(RowBatch batch, int start, int count)
    {
        if (Count + count > _capacity) Reserve(Count + count);
        for (var i = 0; i < batch.Columns.Count; i++) _rows.Columns[i].AppendRange(batch.Columns[i], start, count);
        Count += count;
    }

    /// <summary>Forgets the rows past <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        foreach (var column in _rows.Columns) column.Truncate(count);
        Count = count;
    }

    /// <summary>Forgets the first rows.</summary>
    public void RemoveFirst(int count)
    {
        var rest = Enumerable.Range(count, Count - count).ToArray();
        _rows = Rows.Gather(rest);
        Count = _capacity = rest.Length;
    }

    /// <summary>Changes the columns of the rows in it.</summary>
    public void Evolve(IReadOnlyList<Column> columns)
    {
        // vectors that stay the same are shared with the rows before, which nobody else has
        _rows = Count == 0 ? Empty(columns) : Conform.To(Rows, columns);
        _rowBytes = RowBytes(columns);
        _capacity = Count;
    }

    /// <summary>Grows in few large steps, the last to what is expected, as each step leaves the old memory to the collector.</summary>
    private void Reserve(int needed)
    {
        var expected = expectedBytes / _rowBytes + needed / 8;
        var step = (long)needed * Growth;
        _capacity = (int)Math.Max(needed, Math.Min(step * 2 > expected ? expected : step, Array.MaxLength));
        _rows = new RowBatch([.. _rows.Columns.Select(c =>
        {
            var larger = c.NewLike(c.Column, _capacity);
            larger.AppendRange(c, 0, Count);
            return larger;
        })], Count);
    }

    private static long RowBytes(IReadOnlyList<Column> columns) => 1 + columns.Sum(c => c.Type.Kind switch
    {
        DataKind.Decimal => 16L,
        DataKind.Date => 4,
        DataKind.Boolean => 1,
        _ => 8,
    });

    private static RowBatch Empty(IReadOnlyList<Column> columns) => new([.. columns.Select(c => ColumnVector.Create(c))], 0);
}
