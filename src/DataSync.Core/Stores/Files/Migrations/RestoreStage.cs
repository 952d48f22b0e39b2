using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Brings back an archived column by merging its values, which lie in the key's order as the rows do. Rows that the archive does not have get null.</summary>
internal sealed class RestoreStage : RowStage
{
    private readonly IAsyncEnumerator<RowBatch> _archive;
    private readonly RowOrder _order;
    private readonly IReadOnlyList<Column> _key;
    private readonly Column _column;
    private RowBatch? _kept;
    private int _row;

    /// <param name="archive">The archived rows of the partition: the key's columns, and the column.</param>
    /// <param name="key">The key's columns.</param>
    /// <param name="column">The column.</param>
    public RestoreStage(IAsyncEnumerable<RowBatch> archive, IReadOnlyList<Column> key, Column column)
    {
        (_archive, _key, _column) = (archive.GetAsyncEnumerator(), key, column);
        _order = new RowOrder(key, [.. key.Select(c => c.Name)], versionColumn: null, key.Count);
    }

    public override async ValueTask<RowBatch> ApplyAsync(RowBatch batch)
    {
        var (rows, values) = (batch.Project(_key), ColumnVector.Create(_column, batch.RowCount));
        for (var row = 0; row < batch.RowCount; row++)
        {
            var order = 1;
            while (await FindAsync() is { } kept && (order = _order.Compare(kept, _row, rows, row)) < 0) _row++;
            if (_kept is not null && order == 0) values.AppendFrom(_kept.Columns[_key.Count], _row++);
            else values.AppendNull();
        }
        return new RowBatch([.. batch.Columns, values], batch.RowCount);
    }

    public override ValueTask DisposeAsync() => _archive.DisposeAsync();

    /// <summary>The block of the archive's current row; null past its end.</summary>
    private async ValueTask<RowBatch?> FindAsync()
    {
        while (_kept is null || _row >= _kept.RowCount)
        {
            if (!await _archive.MoveNextAsync()) return _kept = null;
            (_kept, _row) = (_archive.Current, 0);
        }
        return _kept;
    }
}
