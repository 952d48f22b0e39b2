using DataSync.Rows;

namespace DataSync.Arguments.Splitting;

/// <summary>What a cut answer held: it says where to divide, and the parts must hold it all.</summary>
/// <param name="batches">The answer's rows.</param>
public sealed class CutRows(IReadOnlyList<RowBatch> batches)
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<RowBatch> Batches { get; } = batches;

    /// <summary>The values of a column, nulls included, as the column's .NET type.</summary>
    public IEnumerable<object?> Values(string column)
    {
        foreach (var batch in Batches)
        {
            var at = batch.IndexOf(column);
            for (var row = 0; row < batch.RowCount; row++) yield return at < 0 ? null : batch.Columns[at].GetValue(row);
        }
    }
}
