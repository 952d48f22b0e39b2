using System.Globalization;
using System.Management.Automation;
using DataSync.Arguments;
using DataSync.Sync;

namespace DataSync.Output;

/// <summary>Hears a run from its worker threads and queues what a user is to see.</summary>
internal sealed class RunObserver(PSCmdlet command, RecordQueue records, string plan, int activity) : ISyncObserver
{
    private readonly string _name = plan;
    private int _failures;

    /// <summary>Errors told so far.</summary>
    public int Failures => _failures;

    /// <inheritdoc/>
    public void SliceFailed(Plan plan, Slice? slice, Failure failure)
    {
        Interlocked.Increment(ref _failures);
        var record = ErrorRecords.From(failure, plan.Dataset, slice is null ? _name : $"{_name}: {slice.Display}", (object?)slice ?? plan);
        records.Post(() => command.WriteError(record));
    }

    /// <inheritdoc/>
    public void Warning(string message) => records.Post(() => command.WriteWarning(message));

    /// <inheritdoc/>
    public void Verbose(string message) => records.Post(() => command.WriteVerbose(message));

    /// <inheritdoc/>
    public void Debug(string message) => records.Post(() => command.WriteDebug(message));

    /// <inheritdoc/>
    public void SliceDone(Plan plan, string slice, long rows) => records.Post(() => command.WriteVerbose($"{_name}: {slice}: {rows} rows"));

    /// <inheritdoc/>
    public void Progress(SyncProgress progress) => records.Progress(new ProgressRecord(activity, $"Synchronizing {progress.Plan}", Describe(progress))
    {
        PercentComplete = progress is { PlannedAll: true, Planned: > 0 } ? (int)Math.Min(100, progress.Finished * 100 / progress.Planned) : -1,
        SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(int.MaxValue, left.TotalSeconds) : -1,
        CurrentOperation = progress.Waiting,
    });

    /// <summary>Takes the progress away.</summary>
    public void End() => records.Post(() => command.WriteProgress(new ProgressRecord(activity, $"Synchronizing {_name}", "done") { RecordType = ProgressRecordType.Completed }));

    private static string Describe(SyncProgress progress)
    {
        var culture = CultureInfo.CurrentCulture;
        var text = string.Create(culture, $"{progress.Finished:N0} of {progress.Planned:N0}{(progress.PlannedAll ? "" : "+")} slices, {progress.Rows:N0} rows, {progress.RowsPerSecond:N0} rows/s");
        return progress.Waiting is null ? text : $"{text}; {progress.Waiting}";
    }
}
