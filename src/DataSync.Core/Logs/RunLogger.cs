using System.Text.Json;
using DataSync.Arguments;
using DataSync.Sync;

namespace DataSync.Logs;

/// <summary>Writes what a run does to its log, and passes it on to whoever watches.</summary>
internal sealed class RunLogger(ISyncObserver observer, Catalog.Workspace workspace, string run, TimeProvider time) : ISyncObserver, IDisposable
{
    private readonly RunLogFile? _file = workspace.Settings.Log.Enabled ? new(workspace.Root, run, workspace.Settings.Log, observer.Warning) : null;
    private readonly bool _debug = workspace.Settings.Log.Debug;

    /// <summary>The run begins.</summary>
    public void Begin(Run begun) => Write("info", "RunStarted", w =>
    {
        w.WriteString("run", begun.Id);
        w.WriteString("plan", begun.Plan);
        w.WriteString("dataset", begun.Dataset);
        w.WriteString("store", begun.Store);
        w.WriteString("table", begun.Table);
        w.WriteString("machine", begun.Machine);
        w.WriteNumber("process", begun.Process);
        w.WriteString("version", typeof(RunLogger).Assembly.GetName().Version!.ToString(3));
    }, flush: true);

    /// <summary>The run has ended.</summary>
    public void End(Run ended) => Write(ended.Status is RunStatus.Done ? "info" : "error", "RunEnded", w =>
    {
        w.WriteString("status", ended.Status.ToString());
        w.WriteNumber("planned", ended.Planned);
        w.WriteNumber("done", ended.Done);
        w.WriteNumber("empty", ended.Empty);
        w.WriteNumber("skipped", ended.Skipped);
        w.WriteNumber("pending", ended.Pending);
        w.WriteNumber("failed", ended.Failed);
        w.WriteNumber("requests", ended.Requests);
        w.WriteNumber("rows", ended.Rows);
        w.WriteNumber("bytes", ended.Bytes);
        w.WriteNumber("seconds", ended.Seconds);
        if (ended.Message is { } message) w.WriteString("message", message);
        if (ended.SchemaChanges.Count > 0)
        {
            w.WriteStartArray("schemaChanges");
            foreach (var change in ended.SchemaChanges) w.WriteStringValue(change.ToString());
            w.WriteEndArray();
        }
    }, flush: true);

    /// <inheritdoc/>
    public void SliceFailed(Plan plan, Slice? slice, Failure failure)
    {
        Write("error", RunSliceReader.Failed, w =>
        {
            w.WriteString("slice", slice?.Display ?? "");
            w.WriteString("category", failure.Category.ToString());
            w.WriteString("message", failure.Message);
            if (failure.Code is { } code) w.WriteString("code", code);
            if (failure.Advice is { } advice) w.WriteString("advice", advice);
        }, flush: true);
        observer.SliceFailed(plan, slice, failure);
    }

    /// <inheritdoc/>
    public void Warning(string message)
    {
        Write("warning", "Warning", w => w.WriteString("message", message));
        observer.Warning(message);
    }

    /// <inheritdoc/>
    public void Verbose(string message)
    {
        Write("info", "Note", w => w.WriteString("message", message));
        observer.Verbose(message);
    }

    /// <inheritdoc/>
    public void Debug(string message)
    {
        if (_debug) Write("debug", "Debug", w => w.WriteString("message", message));
        observer.Debug(message);
    }

    /// <inheritdoc/>
    public void Progress(SyncProgress progress) => observer.Progress(progress);

    /// <inheritdoc/>
    public void SliceDone(Plan plan, string slice, long rows)
    {
        Write("info", RunSliceReader.Done, w =>
        {
            w.WriteString("slice", slice);
            w.WriteNumber("rows", rows);
        });
        observer.SliceDone(plan, slice, rows);
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void Write(string level, string name, Action<Utf8JsonWriter> fields, bool flush = false) => _file?.Write(time.GetUtcNow().UtcDateTime, level, name, fields, flush);
}
