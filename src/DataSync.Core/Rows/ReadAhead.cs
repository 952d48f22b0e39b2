using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace DataSync.Rows;

/// <summary>Reads rows on another core than the one that uses them.</summary>
internal static class ReadAhead
{
    /// <summary>The same batches, of which so many may wait for whoever asks for them.</summary>
    /// <param name="rows">Batches, each of which is its receiver's own.</param>
    /// <param name="batches">How many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<RowBatch> AheadAsync(this IAsyncEnumerable<RowBatch> rows, int batches, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<RowBatch>(new BoundedChannelOptions(batches) { SingleReader = true, SingleWriter = true });
        var reading = Task.Run(ReadAsync, CancellationToken.None);
        try
        {
            await foreach (var batch in channel.Reader.ReadAllAsync(cancellationToken)) yield return batch;
        }
        finally
        {
            // where the receiver has had enough, what is read from must not be read any more once this has ended
            await left.CancelAsync();
            await reading;
        }

        async Task ReadAsync()
        {
            Exception? error = null;
            try
            {
                await foreach (var batch in rows.WithCancellation(left.Token)) await channel.Writer.WriteAsync(batch, left.Token);
            }
            catch (Exception e)
            {
                error = e;
            }
            channel.Writer.Complete(error);
        }
    }
}
