using System.Runtime.CompilerServices;
using DataSync.Rows;

namespace DataSync.Sync;

/// <summary>The rows of one slice until all its pages are there: in memory while the budget has room, from then on in a file that is gone with the stage.</summary>
internal sealed class SliceStage(StagingBudget budget, string tempFolder) : IBatchSink, IAsyncDisposable
{
    private readonly List<RowBatch> _batches = [];
    private BatchHasher _hasher = new();
    private FileStream? _file;
    private BatchWriter? _writer;
    private long _taken;

    /// <summary>Where rows go that the budget has no room for.</summary>
    public string TempFolder => tempFolder;

    /// <summary>Rows so far.</summary>
    public long Rows { get; private set; }

    /// <summary>True where rows went to disk.</summary>
    public bool IsSpilled => _file is not null;

    /// <inheritdoc/>
    public async ValueTask AddAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        if (_file is null && budget.TryTake(batch.ByteSize))
        {
            _taken += batch.ByteSize;
            _batches.Add(batch);
        }
        else await SpillAsync(batch, cancellationToken);
        _hasher.Append(batch);
        Rows += batch.RowCount;
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        (_hasher, Rows) = (new BatchHasher(), 0);
    }

    /// <summary>Ends the staging.</summary>
    /// <returns>The rows' hash.</returns>
    public async ValueTask<string> FinishAsync(CancellationToken cancellationToken)
    {
        if (_writer is not null) await _writer.FinishAsync(cancellationToken);
        return _hasher.Finish();
    }

    /// <summary>The rows, in order, once.</summary>
    public async IAsyncEnumerable<RowBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var batch in _batches) yield return batch;
        if (_file is null) yield break;
        _file.Position = 0;
        await foreach (var batch in BatchSerializer.ReadAsync(_file, cancellationToken)) yield return batch;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        budget.Release(_taken);
        _taken = 0;
        _batches.Clear();
        _writer?.Dispose();
        if (_file is not null) await _file.DisposeAsync();
        (_writer, _file) = (null, null);
    }

    private ValueTask SpillAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        _file ??= ScratchFile.Create(tempFolder);
        _writer ??= new BatchWriter(_file);
        return _writer.WriteAsync(batch, cancellationToken);
    }
}
