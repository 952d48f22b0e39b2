using DataSync.Diagnostics;
using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>A data file being written in the temporary folder.</summary>
internal sealed class PartFile : IAsyncDisposable
{
    private readonly FileStream _stream;
    private readonly IRowWriter _writer;
    private readonly IReadOnlyList<Column> _columns;
    private readonly string _temp, _path, _partition;
    private readonly int _schema;

    private PartFile(TableSession session, string partition, string path, string temp)
    {
        (_partition, _path, _temp, _schema, _columns) = (partition, path, temp, session.Schema, session.Columns);
        _stream = Disk.Create(session.Paths.Temp(temp));
        _writer = session.Format.CreateWriter(_stream, _columns);
    }

    public string Partition => _partition;
    public long Rows { get; private set; }
    public long Length => _writer.Length;

    /// <summary>Starts a file that will be <paramref name="path"/>.</summary>
    public static PartFile Create(TableSession session, string partition, string path, int number) =>
        new(session, partition, path, FormattableString.Invariant($"{session.NextSequence}-{number}.tmp"));

    public ValueTask WriteAsync(RowBatch batch)
    {
        Rows += batch.RowCount;
        HeapTrim.Check();
        return _writer.WriteAsync(Conform.To(batch, _columns), CancellationToken.None);
    }

    /// <summary>Ends the file and flushes it to the disk.</summary>
    public async Task<FileEntry> FinishAsync(long sequence, long? origin = null)
    {
        await _writer.FinishAsync(CancellationToken.None);
        Disk.Flush(_stream, FileFailpoints.PartFlush);
        return new FileEntry(_path, _temp, _partition, Rows, _stream.Length, _schema, sequence, origin ?? sequence);
    }

    /// <summary>Adds all rows of a file.</summary>
    public async Task CopyAsync(TableSession session, string source, CancellationToken cancellationToken)
    {
        await foreach (var batch in session.Format.ReadAsync(Disk.OpenShared(source), _columns, cancellationToken)) await WriteAsync(batch);
    }

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await _stream.DisposeAsync();
    }

    /// <summary>Writes a file anew with the table's columns of now.</summary>
    public static async Task<FileEntry> RewriteAsync(TableSession session, FileEntry old, string source, int number, CancellationToken cancellationToken = default)
    {
        await using var part = Create(session, old.Partition, TableFiles.CurrentPath(old.Path, session.Format), number);
        await part.CopyAsync(session, source, cancellationToken);
        return await part.FinishAsync(session.NextSequence, old.Origin) with { FirstOrigin = old.FirstOrigin };
    }
}
