using Microsoft.Extensions.Time.Testing;

namespace DataSync.Tests;

/// <summary>A clock that stands until someone waits, and then jumps to the end of the wait.</summary>
/// <param name="ignored">Timers of this span do not move it.</param>
internal sealed class SkippingTime(TimeSpan? ignored = null) : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime != ignored) ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
