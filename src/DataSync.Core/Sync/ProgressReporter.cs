using DataSync.Sources;

namespace DataSync.Sync;

/// <summary>Tells how far a run is, at most four times a second, and what it waits for.</summary>
internal sealed class ProgressReporter(string plan, RunTally tally, ISyncObserver observer, TimeProvider time) : IFetchObserver
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();
    private TimeSpan _next;
    private (string Reason, TimeSpan Until)? _waiting;

    /// <inheritdoc/>
    public void Waiting(string reason, TimeSpan delay)
    {
        lock (_gate) _waiting = (reason, time.GetElapsedTime(_start) + delay);
        observer.Debug($"{plan}: waiting {delay.TotalSeconds:0.#} s: {reason}");
        Tick();
    }

    /// <inheritdoc/>
    public void Requested(string description)
    {
        observer.Debug($"{plan}: {description}");
        Tick();
    }

    /// <summary>Tells, where the last telling is a while ago.</summary>
    public void Tick(bool always = false)
    {
        var elapsed = time.GetElapsedTime(_start);
        string? waiting;
        lock (_gate)
        {
            if (elapsed < _next && !always) return;
            _next = elapsed + Interval;
            if (_waiting?.Until <= elapsed) _waiting = null;
            waiting = _waiting?.Reason;
        }
        var count = tally.Snapshot();
        var seconds = elapsed.TotalSeconds;
        var remaining = count.PlannedAll && count.Answered > 0 ? TimeSpan.FromSeconds(seconds / count.Answered * Math.Max(0, count.Planned - count.Finished)) : (TimeSpan?)null;
        observer.Progress(new(plan, count.Planned, count.PlannedAll, count.Finished, count.Received, seconds > 0 ? Math.Round(count.Received / seconds) : 0, remaining, waiting));
    }
}
