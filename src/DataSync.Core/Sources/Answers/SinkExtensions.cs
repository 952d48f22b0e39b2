using DataSync.Rows;

namespace DataSync.Sources.Answers;

/// <summary>How batches go into a sink.</summary>
internal static class SinkExtensions
{
    /// <summary>Adds a batch, or as many of its rows as are wanted.</summary>
    /// <returns>Rows added.</returns>
    public static async ValueTask<int> AddUpToAsync(this IBatchSink sink, RowBatch? batch, long? wanted, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (batch is null || batch.RowCount == 0 || wanted <= 0) return 0;
        if (wanted < batch.RowCount)
        {
            foreach (var column in batch.Columns) column.Truncate((int)wanted);
            batch = new RowBatch(batch.Columns, (int)wanted);
        }
        await sink.AddAsync(batch, cancellationToken);
        return batch.RowCount;
    }
}
