using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>
/// Finds the rows that a later slice replaced. A row carries the ordinal of its slice (0: merged long ago) in its last column; it goes where all
/// conditions of a slice of a higher ordinal hold. Conditions of the same columns are found through one look-up, however many there are.
/// </summary>
internal sealed class ConditionIndex
{
    /// <summary>The name of the column of ordinals, which no vendor's column can have.</summary>
    public static readonly Column Ordinal = new("\u0001ordinal", DataType.Int64);

    private readonly List<ConditionShape> _shapes;
    private readonly int _columns;

    /// <param name="conditions">The slices' conditions.</param>
    /// <param name="columns">The columns of the rows, without the ordinal.</param>
    public ConditionIndex(IEnumerable<StoredConditions> conditions, IReadOnlyList<Column> columns)
    {
        _columns = columns.Count;
        _shapes = [.. conditions.GroupBy(c => string.Join('|', c.Conditions.Select(x => $"{x.Column}\u0001{x.Operator}"))).Select(g => new ConditionShape([.. g], columns))];
    }

    /// <summary>The rows that stay, without their ordinals.</summary>
    public RowBatch Filter(RowBatch batch)
    {
        var ordinals = ((ColumnVector<long>)batch.Columns[_columns]).Values;
        var rows = new RowBatch([.. batch.Columns.Take(_columns)], batch.RowCount);
        var gone = new bool[batch.RowCount];
        foreach (var shape in _shapes) shape.Mark(rows, ordinals, gone);
        var stay = new int[batch.RowCount];
        var count = 0;
        for (var i = 0; i < gone.Length; i++)
            if (!gone[i]) stay[count++] = i;
        return count == batch.RowCount ? rows : rows.Gather(stay.AsSpan(0, count));
    }
}

/// <summary>Conditions of many slices on the same columns with the same operators.</summary>
internal sealed class ConditionShape
{
    private readonly record struct Entry(long Ordinal, IRangeTest[] Ranges);

    private readonly List<ValueIds> _equals = [];
    private readonly Dictionary<UInt128, List<Entry>> _entries = [];

    public ConditionShape(IReadOnlyList<StoredConditions> slices, IReadOnlyList<Column> columns)
    {
        var names = columns.Select(c => c.Name).ToList();
        foreach (var condition in slices[0].Conditions.Where(IsEquality))
            _equals.Add(ValueIds.Create(names.IndexOf(condition.Column), columns[names.IndexOf(condition.Column)]));
        foreach (var slice in slices)
        {
            var keys = new List<UInt128> { 0 };
            var at = 0;
            foreach (var condition in slice.Conditions.Where(IsEquality))
            {
                var ids = _equals[at++];
                var values = Conform.Values(condition, columns[names.IndexOf(condition.Column)]).Select(ids.Add).ToList();
                keys = [.. keys.SelectMany(k => values.Select(v => Combine(k, v)))];
            }
            var entry = new Entry(slice.Ordinal, [.. slice.Conditions.Where(c => !IsEquality(c)).Select(c => RangeTest.Create(names.IndexOf(c.Column), columns[names.IndexOf(c.Column)], c))]);
            foreach (var key in keys)
            {
                if (!_entries.TryGetValue(key, out var list)) _entries.Add(key, list = []);
                list.Add(entry);
            }
        }
        foreach (var list in _entries.Values) list.Sort((a, b) => b.Ordinal.CompareTo(a.Ordinal));
    }

    /// <summary>Marks the rows that a slice of a higher ordinal replaced.</summary>
    public void Mark(RowBatch rows, ReadOnlySpan<long> ordinals, bool[] gone)
    {
        var ids = new int[_equals.Count][];
        for (var i = 0; i < ids.Length; i++) ids[i] = _equals[i].Find(rows.Columns[_equals[i].Column], rows.RowCount);
        for (var row = 0; row < gone.Length; row++)
        {
            UInt128 key = 0;
            var known = !gone[row];
            for (var i = 0; i < ids.Length && known; i++)
            {
                known = ids[i][row] >= 0;
                key = Combine(key, ids[i][row]);
            }
            if (!known || !_entries.TryGetValue(key, out var entries)) continue;
            foreach (var entry in entries)
            {
                if (entry.Ordinal <= ordinals[row]) break;
                if (!Array.TrueForAll(entry.Ranges, r => r.Contains(rows.Columns[r.Column], row))) continue;
                gone[row] = true;
                break;
            }
        }
    }

    private static bool IsEquality(StoredCondition condition) => condition.Operator is FilterOperator.Equals or FilterOperator.In;

    private static UInt128 Combine(UInt128 key, int id) => (key << 32) + (uint)id;
}
