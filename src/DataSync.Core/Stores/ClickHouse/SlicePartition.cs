using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>A slice that is exactly one partition: its value, or the first to the last day of its month or year.</summary>
internal sealed class SlicePartition
{
    private readonly string _column;
    private readonly RowFilter? _filter;
    private readonly DateOnly _first, _last;
    private int[] _rows = [];

    private SlicePartition(string column, RowFilter? filter, DateOnly first, DateOnly last) => (_column, _filter, _first, _last) = (column, filter, first, last);

    /// <summary>The partition that the conditions select; null where that is none, or not exactly one.</summary>
    public static SlicePartition? Find(IReadOnlyList<StoredCondition>? conditions, TableRecord record)
    {
        if (record.Partitioning is null || conditions is null) return null;
        var partitioning = Partitioning.Parse(record.Partitioning);
        var column = record.TableColumns.First(c => c.Name == partitioning.Column);
        if (conditions.Any(c => c.Column != column.Name)) return null;
        if (partitioning.Unit == PartitionUnit.Value)
        {
            return conditions is [{ Operator: FilterOperator.Equals, Values.Count: 1 } equals]
                ? new(column.Name, RowFilter.Create(column, [.. Conform.Values(equals, column)]), default, default)
                : null;
        }
        var from = conditions.FirstOrDefault(c => c is { Operator: FilterOperator.From, Kind: DataKind.Date });
        var to = conditions.FirstOrDefault(c => c is { Operator: FilterOperator.To, Kind: DataKind.Date });
        if (conditions.Count != 2 || from is null || to is null || column.Type.Kind != DataKind.Date) return null;
        var (first, last) = ((DateOnly)from.ReadValues().Single(), (DateOnly)to.ReadValues().Single());
        var isWhole = partitioning.Unit == PartitionUnit.Month
            ? first.Day == 1 && last == first.AddMonths(1).AddDays(-1)
            : first.DayOfYear == 1 && last == first.AddYears(1).AddDays(-1);
        return isWhole ? new(column.Name, null, first, last) : null;
    }

    /// <summary>True where all rows belong to the partition. A vendor may send others, which must not take another partition's place.</summary>
    public bool Holds(RowBatch batch)
    {
        var vector = batch.Columns[batch.IndexOf(_column)];
        if (vector.NullCount > 0) return false;
        if (_filter is null)
        {
            foreach (var day in ((ColumnVector<DateOnly>)vector).Values)
                if (day < _first || day > _last) return false;
            return true;
        }
        if (_rows.Length < batch.RowCount) _rows = new int[batch.RowCount];
        for (var row = 0; row < batch.RowCount; row++) _rows[row] = row;
        return _filter.Narrow(vector, _rows.AsSpan(0, batch.RowCount)) == batch.RowCount;
    }
}
