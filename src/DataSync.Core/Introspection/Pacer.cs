namespace DataSync.Introspection;

/// <summary>Spaces out what starts, so that a server is not asked for many pages at a time.</summary>
/// <param name="pause">The shortest time between two starts.</param>
/// <param name="time">The clock.</param>
internal sealed class Pacer(TimeSpan pause, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _begin = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits for the next start.</summary>
    public Task WaitAsync(CancellationToken cancel)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_begin);
            wait = _next > now ? _next - now : TimeSpan.Zero;
            _next = now + wait + pause;
        }
        return wait == TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait, time, cancel);
    }
}
