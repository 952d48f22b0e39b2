using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.Compression;

/// <summary>Ends the compression where the rows end.</summary>
internal sealed class CompressedRowWriter(IRowWriter rows, Stream compressor, Stream file) : IRowWriter
{
    private readonly long _begin = file.Position;

    public long Length => file.Position - _begin;

    public ValueTask WriteAsync(RowBatch batch, CancellationToken cancellationToken) => rows.WriteAsync(batch, cancellationToken);

    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        await rows.FinishAsync(cancellationToken);
        await compressor.DisposeAsync();
    }

    /// <summary>Leaves unfinished compression as it is: ending it would write on, into a file that is given up.</summary>
    public ValueTask DisposeAsync() => rows.DisposeAsync();
}
