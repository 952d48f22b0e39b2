using DataSync.Arguments;
using DataSync.Diagnostics;
using DataSync.Sources;
using DataSync.Sync.Restatements;

namespace DataSync.Sync;

/// <summary>Counts what a run does; for all its tasks.</summary>
internal sealed class RunTally(Plan plan, ISyncObserver observer)
{
    private const int FailuresKept = 100;
    private readonly Lock _gate = new();
    private readonly List<SliceFailure> _failures = [];
    private Counts _counts;

    public Counts Snapshot() { lock (_gate) return _counts; }

    public void Planned() { lock (_gate) _counts.Planned++; }
    public void PlannedAll() { lock (_gate) _counts.PlannedAll = true; }
    public void Skipped()
    {
        lock (_gate) _counts.Skipped++;
        Telemetry.Counted(plan, "skipped", 1);
    }

    public void Pending() { lock (_gate) _counts.Pending++; }
    public void Changed(SliceChange? change)
    {
        lock (_gate)
        {
            _counts.Changed++;
            _counts.Added += change?.Added ?? 0;
            _counts.Updated += change?.Changed ?? 0;
            _counts.Vanished += change?.Vanished ?? 0;
        }
    }

    public void Short()
    {
        lock (_gate)
        {
            _counts.Pending++;
            _counts.Short++;
        }
    }

    public void Conflicts(long rows) { lock (_gate) _counts.Conflicts += rows; }

    public void Answered(FetchResult result, bool last, int slices = 1)
    {
        Telemetry.Answered(plan, result.Requests, result.Bytes);
        lock (_gate)
        {
            _counts.Requests += result.Requests;
            _counts.Bytes += result.Bytes;
            if (!last) return;
            _counts.Answered += slices;
            _counts.Received += result.Rows;
        }
    }

    public void Committed(long slices, long rows, long empty)
    {
        Telemetry.Counted(plan, "done", slices);
        Telemetry.Committed(plan, rows);
        lock (_gate)
        {
            _counts.Done += slices;
            _counts.Rows += rows;
            _counts.Empty += empty;
        }
    }

    public void Failed(Slice? slice, Failure failure)
    {
        lock (_gate)
        {
            _counts.Failed++;
            if (_failures.Count < FailuresKept) _failures.Add(new(slice?.Display ?? "", failure.Category, failure.Advice is { } advice ? $"{failure.Message} {advice}" : failure.Message));
        }
        Telemetry.Counted(plan, "failed", 1);
        observer.SliceFailed(plan, slice, failure);
    }

    /// <summary>The run with all counts.</summary>
    public Run Fill(Run run)
    {
        lock (_gate)
        {
            return run with
            {
                Planned = _counts.Planned,
                Done = _counts.Done,
                Empty = _counts.Empty,
                Skipped = _counts.Skipped,
                Pending = _counts.Pending,
                Failed = _counts.Failed,
                Requests = _counts.Requests,
                Rows = _counts.Rows,
                Bytes = _counts.Bytes,
                Conflicts = _counts.Conflicts,
                Changed = _counts.Changed,
                RowsAdded = _counts.Added,
                RowsChanged = _counts.Updated,
                RowsVanished = _counts.Vanished,
                Failures = [.. _failures],
            };
        }
    }

    /// <summary>The counts of a moment.</summary>
    internal struct Counts
    {
        public long Planned, Skipped, Pending, Answered, Done, Empty, Failed, Requests, Rows, Received, Bytes, Conflicts, Changed, Added, Updated, Vanished, Short;
        public bool PlannedAll;

        public readonly long Finished => Skipped + Pending + Done + Failed;
    }
}
