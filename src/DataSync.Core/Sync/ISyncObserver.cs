using DataSync.Arguments;

namespace DataSync.Sync;

/// <summary>Hears what a run is doing. Called from worker threads, possibly several at once; must be quick.</summary>
public interface ISyncObserver
{
    /// <summary>A slice failed; the run goes on.</summary>
    void SliceFailed(Plan plan, Slice? slice, Failure failure);
    /// <summary>Something surprising.</summary>
    void Warning(string message);
    /// <summary>What is happening.</summary>
    void Verbose(string message);
    /// <summary>How it is happening.</summary>
    void Debug(string message);
    /// <summary>How far it is; called at most a few times a second.</summary>
    void Progress(SyncProgress progress);
    /// <summary>A slice is committed.</summary>
    void SliceDone(Plan plan, string slice, long rows);
}

/// <summary>How far a run is.</summary>
/// <param name="Plan">The plan's name or the dataset's.</param>
/// <param name="Planned">Slices named so far.</param>
/// <param name="PlannedAll">True once the generator has ended, so that <paramref name="Planned"/> is final.</param>
/// <param name="Finished">Slices committed, skipped, pending or failed.</param>
/// <param name="Rows">Rows received.</param>
/// <param name="RowsPerSecond">Rows per second since the start.</param>
/// <param name="Remaining">Estimated time left; null while unknown.</param>
/// <param name="Waiting">Why it waits; null where it does not.</param>
public sealed record SyncProgress(string Plan, long Planned, bool PlannedAll, long Finished, long Rows, double RowsPerSecond, TimeSpan? Remaining, string? Waiting);

/// <summary>How to run.</summary>
public sealed record SyncOptions
{
    /// <summary>Asks for done slices too.</summary>
    public bool Force { get; init; }
    /// <summary>Asks only for what is missing, failed, empty or short: nothing that is done is asked for again.</summary>
    public bool OnlyMissing { get; init; }
    /// <summary>Columns to fill: asks only for done slices that were stored before the dataset had them.</summary>
    public IReadOnlyList<string> Backfill { get; init; } = [];
    /// <summary>Overrides the plan's window.</summary>
    public TimeSpan? Refresh { get; init; }
    /// <summary>Overrides the plan's age.</summary>
    public TimeSpan? MaxAge { get; init; }
    /// <summary>Overrides the plan's concurrency.</summary>
    public int? ThrottleLimit { get; init; }
    /// <summary>The run takes only slices dated on this day or later; null: from any day on.</summary>
    public DateOnly? From { get; init; }
    /// <summary>The run takes only slices dated on this day or earlier; null: up to any day.</summary>
    public DateOnly? To { get; init; }
    /// <summary>True where the run is limited to some days, so that what its generator names is not the whole plan.</summary>
    public bool IsLimited => From is not null || To is not null;
    /// <summary>The occurrence of the plan's schedule that the run makes up for: its generator's today is this one's day. Null: now.</summary>
    public DateTimeOffset? Occurrence { get; init; }
    /// <summary>How long to wait for another writer of the target.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>True for a slice that has a day within <see cref="From"/> and <see cref="To"/>, and for one without a date.</summary>
    public bool Takes(Slice slice) => !(slice.Date < From) && !((slice.Begins ?? slice.Date) > To);
}
