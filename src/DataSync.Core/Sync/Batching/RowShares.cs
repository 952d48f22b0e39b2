using DataSync.Rows;

namespace DataSync.Sync.Batching;

/// <summary>Tells the rows of a batch's answer apart, by the column that the batched parameter selects by.</summary>
internal sealed class RowShares
{
    private readonly Dictionary<object, int> _owners;
    private readonly Column _column;
    private readonly List<int>[] _rows;

    private RowShares(Dictionary<object, int> owners, Column column) => (_owners, _column, _rows) = (owners, column, [.. owners.Select(_ => new List<int>())]);

    /// <summary>Makes the shares of a group; null where two of its slices want the same rows, or a value is none of the column's type.</summary>
    public static RowShares? Of(WorkGroup group, Dataset dataset)
    {
        var parameter = group.Parameter!;
        var column = dataset.FindColumn(parameter.Filter!.Column)!;
        var owners = new Dictionary<object, int>();
        foreach (var item in group.Items)
        {
            if (!ValueConverter.TryConvert(item.Slice.Arguments[parameter.Name], column.Type, column.Format ?? parameter.Format, null, out var value) || value is null || !owners.TryAdd(value, owners.Count)) return null;
        }
        return new(owners, column);
    }

    /// <summary>Parts a batch.</summary>
    /// <param name="batch">Rows of the answer.</param>
    /// <param name="stray">A value that no slice asked for.</param>
    /// <returns>The rows of each slice, by its place in the group; null where a row is nobody's.</returns>
    public IReadOnlyList<(int Owner, RowBatch Rows)>? Part(RowBatch batch, out object? stray)
    {
        stray = null;
        var at = batch.IndexOf(_column.Name);
        foreach (var rows in _rows) rows.Clear();
        for (var row = 0; row < batch.RowCount; row++)
        {
            var value = at < 0 ? null : batch.Columns[at].GetValue(row);
            if (value is not null && _owners.TryGetValue(value, out var owner))
            {
                _rows[owner].Add(row);
                continue;
            }
            stray = value;
            return null;
        }
        return [.. _rows.Index().Where(r => r.Item.Count > 0).Select(r => (r.Index, r.Item.Count == batch.RowCount ? batch : batch.Gather(r.Item.ToArray())))];
    }
}
