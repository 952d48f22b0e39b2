using DataSync.Rows;
using DataSync.Stores;

namespace DataSync.Sync.Restatements;

/// <summary>Compares an answer with the rows that are stored of its slice: by key, or as whole rows where there is none.</summary>
internal sealed class SliceComparison
{
    private readonly RowKeys _keys, _rows;
    private readonly IReadOnlyList<Column> _columns;
    private readonly string? _mark;
    private readonly Dictionary<ulong, ulong> _answer = [];
    private readonly Dictionary<ulong, int> _loose = [];

    /// <param name="state">The table.</param>
    /// <param name="mark">The column that marks vanished rows, which is no part of what the vendor sends; null: none.</param>
    public SliceComparison(TargetState state, string? mark)
    {
        _mark = mark;
        _columns = [.. state.Columns.Where(c => c.Name != mark)];
        (_keys, _rows) = (new RowKeys(state.Key), new RowKeys([]));
    }

    /// <summary>Takes rows of the answer, of the table's types.</summary>
    public void Answer(RowBatch batch)
    {
        batch = batch.Project(_columns);
        var (keys, rows) = (_keys.Of(batch), _rows.Of(batch));
        for (var i = 0; i < keys.Length; i++)
        {
            if (_keys.HasKey) _answer[keys[i]] = rows[i];
            else _loose[rows[i]] = _loose.GetValueOrDefault(rows[i]) + 1;
        }
    }

    /// <summary>Compares with the rows that are stored.</summary>
    /// <param name="stored">The rows, with all of the table's columns.</param>
    /// <param name="keepsGone">True where the rows that vanished are wanted; those that are marked already are not counted again.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<SliceChange> CompareAsync(IAsyncEnumerable<RowBatch> stored, bool keepsGone, CancellationToken cancellationToken)
    {
        long changed = 0, vanished = 0;
        var gone = new List<RowBatch>();
        await foreach (var batch in stored.WithCancellation(cancellationToken))
        {
            var values = batch.Project(_columns);
            var (keys, rows) = (_keys.Of(values), _rows.Of(values));
            var marks = _mark is not null && batch.IndexOf(_mark) is >= 0 and var at ? batch.Columns[at] : null;
            var missing = new List<int>();
            for (var i = 0; i < keys.Length; i++)
            {
                var isMarked = marks?.IsNull(i) == false;
                if (Came(keys[i], rows[i], out var same)) changed += same && !isMarked ? 0 : 1;
                else if (!isMarked) missing.Add(i);
            }
            vanished += missing.Count;
            if (keepsGone && missing.Count > 0) gone.Add(batch.Gather(missing.ToArray()));
        }
        return new(_answer.Count + _loose.Values.Sum(n => (long)n), changed, vanished, gone);
    }

    /// <summary>True where the answer has a stored row; what stays of the answer in the end is new.</summary>
    private bool Came(ulong key, ulong row, out bool same)
    {
        if (_keys.HasKey)
        {
            var known = _answer.Remove(key, out var value);
            same = value == row;
            return known;
        }
        same = true;
        if (!_loose.TryGetValue(row, out var count)) return false;
        if (count == 1) _loose.Remove(row);
        else _loose[row] = count - 1;
        return true;
    }
}
