using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>How rows of a table are ordered by key, which of two rows of one key wins, and whether two rows are the same.</summary>
internal sealed class RowOrder
{
    private readonly int[] _key;
    private readonly VectorComparer[] _comparers;
    private readonly int _version;
    private readonly int _columns;

    /// <param name="columns">The columns of the rows compared.</param>
    /// <param name="key">The key; empty where rows have none, and so are never equal.</param>
    /// <param name="versionColumn">The column whose higher value wins; null: the later row.</param>
    /// <param name="compared">How many of the columns, from the first, make up a row's value.</param>
    public RowOrder(IReadOnlyList<Column> columns, IReadOnlyList<string> key, string? versionColumn, int compared)
    {
        var names = columns.Select(c => c.Name).ToList();
        _key = [.. key.Select(k => names.IndexOf(k))];
        _comparers = [.. columns.Select(c => VectorComparer.Create(c.Type.Kind))];
        _version = versionColumn is null ? -1 : names.IndexOf(versionColumn);
        _columns = compared;
    }

    public bool HasKey => _key.Length > 0;
    /// <summary>The places of the key's columns.</summary>
    public IReadOnlyList<int> Key => _key;

    public int Compare(RowBatch a, int i, RowBatch b, int j)
    {
        foreach (var column in _key)
        {
            var order = _comparers[column].Compare(a.Columns[column], i, b.Columns[column], j);
            if (order != 0) return order;
        }
        return 0;
    }

    /// <summary>True where the later of two rows of one key replaces the earlier.</summary>
    public bool LaterWins(RowBatch earlier, int i, RowBatch later, int j) =>
        _version < 0 || _comparers[_version].Compare(later.Columns[_version], j, earlier.Columns[_version], i) >= 0;

    public bool SameValues(RowBatch a, int i, RowBatch b, int j)
    {
        for (var column = 0; column < _columns; column++)
            if (_comparers[column].Compare(a.Columns[column], i, b.Columns[column], j) != 0) return false;
        return true;
    }
}
