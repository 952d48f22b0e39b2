using DataSync.Arguments;
using DataSync.Stores;

namespace DataSync.Sync;

/// <summary>A slice to be asked, on its way: workers take items in any order, the writer takes them in the generator's order.</summary>
/// <param name="Slice">The slice.</param>
/// <param name="Conditions">For ReplaceSlice: the rows it replaces.</param>
internal sealed record WorkItem(Slice Slice, IReadOnlyList<SliceCondition> Conditions)
{
    private readonly TaskCompletionSource<FetchOutcome?> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What came of it; null where the run stopped before.</summary>
    public Task<FetchOutcome?> Outcome => _outcome.Task;

    public void End(FetchOutcome? outcome) => _outcome.SetResult(outcome);
}

/// <summary>A slice's rows, or why there are none.</summary>
/// <param name="Stage">The rows; null where it failed.</param>
/// <param name="Marker">The marker that goes with them.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="Version">The version of what was read; null where the source has none.</param>
internal sealed record FetchOutcome(SliceStage? Stage, SliceMarker? Marker, Failure? Failure, string? Version = null);
