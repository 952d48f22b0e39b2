using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Checks a slice's batches before any of them is taken: keys are not null, and the format can hold every value.</summary>
internal sealed class SliceCheck(IFileFormat format, IReadOnlyList<string> key, UnrepresentablePolicy policy)
{
    /// <summary>The batch as it is to be stored.</summary>
    /// <param name="batch">A batch with the table's columns.</param>
    /// <param name="firstRow">How many rows of the slice came before it.</param>
    /// <exception cref="SliceRejectedException">A key is null, or a value cannot be held.</exception>
    public RowBatch Admit(RowBatch batch, long firstRow)
    {
        foreach (var vector in batch.Columns)
        {
            if (vector.NullCount == 0 || !key.Contains(vector.Column.Name)) continue;
            var row = 0;
            while (!vector.IsNull(row)) row++;
            throw Reject(firstRow + row, vector.Column.Name, "is null, and is part of the key", "Leave the column out of -Key, or ask the vendor's support why it sends rows without it.");
        }
        while (format.FindUnrepresentable(batch, policy) is { } bad)
        {
            if (policy != UnrepresentablePolicy.Null || key.Contains(bad.Column))
            {
                throw Reject(firstRow + bad.Row, bad.Column, $"cannot be stored: {bad.Reason}",
                    $"Set the plan's -OnUnrepresentable {(bad.HasText ? "Text to store such values as text, which reads back exactly, or " : "")}Null to store null instead, or use another kind of store.");
            }
            batch = WithNull(batch, bad);
        }
        return batch;
    }

    private static RowBatch WithNull(RowBatch batch, UnrepresentableValue bad) => new([.. batch.Columns.Select(vector =>
    {
        if (vector.Column.Name != bad.Column) return vector;
        var copy = vector.NewLike(vector.Column, batch.RowCount);
        copy.AppendRange(vector, 0, bad.Row);
        copy.AppendNull();
        copy.AppendRange(vector, bad.Row + 1, batch.RowCount - bad.Row - 1);
        return copy;
    })], batch.RowCount);

    private static SliceRejectedException Reject(long row, string column, string what, string advice) =>
        new(new Failure(FailureCategory.Value, $"Row {row + 1}, column '{column}' {what}.") { Advice = advice });
}
