using DataSync.Rows;

namespace DataSync.Output;

/// <summary>Keeps the batches of one slice, for a preview.</summary>
internal sealed class RowCollector : IBatchSink
{
    private readonly List<RowBatch> _batches = [];

    /// <summary>What came, in order.</summary>
    public IReadOnlyList<RowBatch> Batches => _batches;

    /// <inheritdoc/>
    public ValueTask AddAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        _batches.Add(batch);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        _batches.Clear();
        return ValueTask.CompletedTask;
    }
}
