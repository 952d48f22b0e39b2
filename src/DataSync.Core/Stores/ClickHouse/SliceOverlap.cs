using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>Knows whether a slice may replace rows of another one of the same commit: not where both give a column different single values.</summary>
internal sealed class SliceOverlap
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private string? _columns;

    /// <summary>Takes a slice.</summary>
    /// <returns>True where it may overlap one that was taken; it is then not taken.</returns>
    public bool Overlaps(IReadOnlyList<StoredCondition> conditions)
    {
        var singles = conditions.Where(c => c.Operator == FilterOperator.Equals && c.Values.Count == 1).OrderBy(c => c.Column, StringComparer.Ordinal).ToList();
        var columns = string.Join('\0', singles.Select(c => c.Column));
        if (_columns is not null && (columns.Length == 0 || columns != _columns)) return true;
        if (!_values.Add(string.Join('\0', singles.Select(c => c.Values[0])))) return true;
        _columns = columns;
        return false;
    }

    /// <summary>Begins the next commit.</summary>
    public void Clear()
    {
        _values.Clear();
        _columns = null;
    }
}
