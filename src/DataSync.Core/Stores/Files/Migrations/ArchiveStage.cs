using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Keeps a column aside before it is dropped, in a file of the store's format whose name no data glob matches.</summary>
internal sealed class ArchiveStage : RowStage
{
    private readonly FileStream _stream;
    private readonly IRowWriter _writer;
    private readonly IReadOnlyList<Column> _columns;

    /// <param name="format">The format.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">The columns to keep: the key's and the dropped one, or all.</param>
    public ArchiveStage(IFileFormat format, string path, IReadOnlyList<Column> columns)
    {
        Disk.CreateFolder(Path.GetDirectoryName(path)!);
        _columns = columns;
        _stream = Disk.Create(path);
        _writer = format.CreateWriter(_stream, columns);
    }

    public override async ValueTask<RowBatch> ApplyAsync(RowBatch batch)
    {
        await _writer.WriteAsync(batch.Project(_columns), CancellationToken.None);
        return batch;
    }

    public override async ValueTask FinishAsync()
    {
        await _writer.FinishAsync(CancellationToken.None);
        Disk.Flush(_stream, FileFailpoints.PartFlush);
        Disk.FlushFolder(Path.GetDirectoryName(_stream.Name)!);
    }

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _stream.DisposeAsync();
    }
}
