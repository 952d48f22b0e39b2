using System.Collections.Concurrent;
using System.Management.Automation;

namespace DataSync.Output;

/// <summary>
/// What worker threads have for the user, in order; the pipeline thread alone takes it out, as a cmdlet's methods may be called from nowhere else. Bounded, so
/// that a slow reader slows the workers down; of progress only the newest is kept.
/// </summary>
internal sealed class RecordQueue(CancellationToken stopped) : IDisposable
{
    private const int Capacity = 256;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly BlockingCollection<Action> _items = new(Capacity);
    private ProgressRecord? _progress;

    /// <summary>Has the pipeline thread do something. Waits while the queue is full; after a stop nobody listens, and it does nothing.</summary>
    public void Post(Action action)
    {
        try
        {
            if (!stopped.IsCancellationRequested) _items.Add(action, stopped);
        }
        catch (OperationCanceledException)
        {
            // stopped while waiting for room: the record has no reader any more
        }
    }

    /// <summary>Shows progress soon; one not shown yet is replaced.</summary>
    public void Progress(ProgressRecord record) => Volatile.Write(ref _progress, record);

    /// <summary>Says that nothing more will come.</summary>
    public void Complete() => _items.CompleteAdding();

    /// <summary>Does on this thread what is posted, until all is done.</summary>
    public void Drain(Action<ProgressRecord> show)
    {
        var last = DateTime.MinValue;
        while (!_items.IsCompleted)
        {
            if (_items.TryTake(out var action, ProgressInterval)) action();
            if (DateTime.UtcNow - last < ProgressInterval || Interlocked.Exchange(ref _progress, null) is not { } progress) continue;
            show(progress);
            last = DateTime.UtcNow;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _items.Dispose();
}
