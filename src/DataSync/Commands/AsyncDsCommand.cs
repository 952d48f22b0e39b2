using System.Management.Automation;
using DataSync.Output;

namespace DataSync.Commands;

/// <summary>
/// A cmdlet whose work runs off the pipeline thread. The workers queue what they have for the user and the pipeline thread writes it. Ctrl+C, or a command
/// downstream that has enough, cancels the work; the cmdlet returns only when the work has unwound.
/// </summary>
public abstract class AsyncDsCommand : WorkspaceCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Runs work to its end and writes what it queues.</summary>
    private protected void Await(Func<RecordQueue, CancellationToken, Task> work)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        using var queue = new RecordQueue(cancel.Token);
        var task = Task.Run(async () =>
        {
            try
            {
                await work(queue, cancel.Token);
            }
            finally
            {
                queue.Complete();
            }
        }, CancellationToken.None);
        try
        {
            queue.Drain(WriteProgress);
        }
        catch
        {
            cancel.Cancel();
            throw;
        }
        finally
        {
            ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        }
        if (_stop.IsCancellationRequested) throw new PipelineStoppedException();
        task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }
}
