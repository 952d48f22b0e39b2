namespace DataSync.Sync;

/// <summary>
/// The memory that staged rows of a run may take together. Nothing that a slice has begun waits for it: rows beyond it go to disk. Only the planner waits,
/// in the order of slices, until half of it is free before a new slice is begun; so slices at the head always go on.
/// </summary>
/// <param name="limit">Bytes.</param>
internal sealed class StagingBudget(long limit)
{
    private readonly Lock _gate = new();
    private long _used;
    private TaskCompletionSource? _waiter;

    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (_used + bytes > limit) return false;
            _used += bytes;
            return true;
        }
    }

    public void Release(long bytes)
    {
        TaskCompletionSource? waiter = null;
        lock (_gate)
        {
            _used -= bytes;
            if (_used <= limit / 2) (waiter, _waiter) = (_waiter, null);
        }
        waiter?.SetResult();
    }

    /// <summary>Waits until half of the memory is free. For one caller at a time.</summary>
    public Task AdmitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_used <= limit / 2) return Task.CompletedTask;
            _waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task.WaitAsync(cancellationToken);
        }
    }
}
