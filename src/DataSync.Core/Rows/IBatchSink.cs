namespace DataSync.Rows;

/// <summary>Takes the batches of one slice, page by page.</summary>
public interface IBatchSink
{
    /// <summary>Adds a batch; waits where memory is short.</summary>
    ValueTask AddAsync(RowBatch batch, CancellationToken cancellationToken);
    /// <summary>Forgets all batches of this slice, as its request starts over.</summary>
    ValueTask ResetAsync(CancellationToken cancellationToken);
}
