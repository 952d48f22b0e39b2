using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Holds a slice until it is known to be whole and sound: in memory, past a size on disk.</summary>
internal sealed class SliceSpool(string tempPath, long memoryBytes) : IAsyncDisposable
{
    private readonly List<RowBatch> _batches = [];
    private long _bytes;
    private FileStream? _file;
    private BatchWriter? _writer;

    public async ValueTask AddAsync(RowBatch batch)
    {
        _batches.Add(batch);
        if ((_bytes += batch.ByteSize) > memoryBytes) await SpillAsync();
    }

    /// <summary>The batches, in order; once.</summary>
    public async IAsyncEnumerable<RowBatch> ReadAsync()
    {
        if (_file is not null)
        {
            await SpillAsync();
            await _writer!.FinishAsync(CancellationToken.None);
            _file.Position = 0;
            await foreach (var batch in BatchSerializer.ReadAsync(_file)) yield return batch;
        }
        foreach (var batch in _batches) yield return batch;
    }

    public async ValueTask DisposeAsync()
    {
        _writer?.Dispose();
        if (_file is null) return;
        await _file.DisposeAsync();
        File.Delete(tempPath);
    }

    private async ValueTask SpillAsync()
    {
        _file ??= Disk.Create(tempPath);
        _writer ??= new BatchWriter(_file);
        foreach (var batch in _batches) await _writer.WriteAsync(batch, CancellationToken.None);
        _batches.Clear();
        _bytes = 0;
    }
}
