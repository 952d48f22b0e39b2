using DataSync.Rows;

namespace DataSync.Sources.Describing;

/// <summary>Keeps the batches of a sample.</summary>
internal sealed class SampleSink : IBatchSink
{
    private readonly List<RowBatch> _batches = [];

    /// <summary>The batches.</summary>
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
