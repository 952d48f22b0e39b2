namespace DataSync.Rows;

/// <summary>The distinct rows seen so far, by the values of all their columns.</summary>
internal sealed class DistinctRows : IEqualityComparer<int>
{
    private readonly ColumnVector[] _rows;
    private readonly ColumnComparer[] _comparers;
    private readonly HashSet<int> _places;
    private int _count;

    public DistinctRows(IReadOnlyList<Column> columns)
    {
        _rows = [.. columns.Select(c => ColumnVector.Create(c))];
        _comparers = [.. columns.Select(c => ColumnComparer.For(c.Type))];
        _places = new HashSet<int>(this);
    }

    /// <summary>Adds a batch's rows; returns the numbers of those that are new.</summary>
    public int[] Add(RowBatch batch)
    {
        var fresh = new List<int>();
        for (var row = 0; row < batch.RowCount; row++)
        {
            for (var i = 0; i < _rows.Length; i++) _rows[i].AppendFrom(batch.Columns[i], row);
            if (_places.Add(_count))
            {
                fresh.Add(row);
                _count++;
            }
            else
                foreach (var column in _rows) column.Truncate(_count);
        }
        return [.. fresh];
    }

    bool IEqualityComparer<int>.Equals(int left, int right)
    {
        for (var i = 0; i < _rows.Length; i++)
            if (!_comparers[i].Equals(_rows[i], left, _rows[i], right)) return false;
        return true;
    }

    int IEqualityComparer<int>.GetHashCode(int row)
    {
        var hash = new HashCode();
        for (var i = 0; i < _rows.Length; i++) hash.Add(_comparers[i].Hash(_rows[i], row));
        return hash.ToHashCode();
    }
}
