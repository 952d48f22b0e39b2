namespace DataSync.Rows;

/// <summary>Gathers rows and orders them; where only the first few are wanted, holds not many more.</summary>
internal sealed class OrderedRows(IReadOnlyList<Column> columns, (int Column, bool Descending)[] order, long? first)
{
    private readonly ColumnComparer[] _comparers = [.. order.Select(o => ColumnComparer.For(columns[o.Column].Type))];
    private readonly long _limit = first is { } wanted ? Math.Max(1 << 16, wanted * 4) : long.MaxValue;
    private RowBatch _rows = Empty(columns);

    public void Add(RowBatch batch)
    {
        for (var i = 0; i < columns.Count; i++) _rows.Columns[i].AppendRange(batch.Columns[i], 0, batch.RowCount);
        _rows = new RowBatch(_rows.Columns, _rows.RowCount + batch.RowCount);
        if (_rows.RowCount > _limit) _rows = _rows.Gather(Sort());
    }

    /// <summary>The numbers of the rows in order; of equal rows the earlier comes first.</summary>
    public int[] Sort()
    {
        var rows = new int[_rows.RowCount];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        Array.Sort(rows, Compare);
        return first is { } wanted && wanted < rows.Length ? rows[..(int)wanted] : rows;
    }

    public RowBatch Gather(ReadOnlySpan<int> rows) => _rows.Gather(rows);

    private int Compare(int left, int right)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var vector = _rows.Columns[order[i].Column];
            var result = _comparers[i].Compare(vector, left, vector, right);
            if (result != 0) return order[i].Descending ? -result : result;
        }
        return left.CompareTo(right);
    }

    private static RowBatch Empty(IReadOnlyList<Column> columns) => new([.. columns.Select(c => ColumnVector.Create(c))], 0);
}
