using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>Gives batches the table's columns, as rows written before a change of columns have the older ones.</summary>
internal static class Conform
{
    /// <summary>The same rows with exactly these columns: missing ones null, narrower types widened.</summary>
    /// <exception cref="SliceRejectedException">A value has no exact form in the wider type.</exception>
    public static RowBatch To(RowBatch batch, IReadOnlyList<Column> columns)
    {
        if (Fits(batch, columns)) return batch;
        var projected = batch.Project(columns);
        return new RowBatch([.. projected.Columns.Select((vector, i) => Widening.Convert(vector, columns[i]))], batch.RowCount);
    }

    /// <summary>A condition's values as the column has them now.</summary>
    public static IReadOnlyList<object> Values(StoredCondition condition, Column column)
    {
        var vector = ColumnVector.Create(new Column(condition.Column, new DataType(condition.Kind)));
        foreach (var value in condition.ReadValues()) vector.AppendObject(value);
        var widened = Widening.Convert(vector, column);
        return [.. Enumerable.Range(0, widened.Count).Select(i => widened.GetValue(i)!)];
    }

    private static bool Fits(RowBatch batch, IReadOnlyList<Column> columns)
    {
        if (batch.Columns.Count != columns.Count) return false;
        for (var i = 0; i < columns.Count; i++)
        {
            var column = batch.Columns[i].Column;
            if (column.Name != columns[i].Name || column.Type != columns[i].Type) return false;
        }
        return true;
    }
}
