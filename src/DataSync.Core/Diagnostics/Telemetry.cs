using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DataSync.Diagnostics;

/// <summary>
/// Metrics and traces for whoever listens, such as OpenTelemetry: a <see cref="Meter"/> and an <see cref="ActivitySource"/>, both named <c>DataSync</c>. The names here are documented in
/// about_DataSync_Operations and stay as they are.
/// </summary>
public static class Telemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "DataSync";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("datasync.runs", "{run}", "Runs that ended.");
    private static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>("datasync.run.duration", "s", "How long runs took.");
    private static readonly UpDownCounter<long> ActiveRuns = Meter.CreateUpDownCounter<long>("datasync.runs.active", "{run}", "Runs under way in this process.");
    private static readonly Counter<long> Slices = Meter.CreateCounter<long>("datasync.slices", "{slice}", "Slices that ended, by state: done, failed or skipped.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("datasync.rows", "{row}", "Rows committed.");
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("datasync.requests", "{request}", "Requests sent to vendors, repeats included.");
    private static readonly Counter<long> Bytes = Meter.CreateCounter<long>("datasync.bytes", "By", "Bytes received, after decompression.");
    private static readonly Counter<long> NotificationCount = Meter.CreateCounter<long>("datasync.notifications", "{notification}", "Notifications, by whether they arrived.");
    private static readonly ActivitySource Source = new(Name);

    /// <summary>A span of a run; null where nobody listens.</summary>
    internal static Activity? StartRun(Run run)
    {
        ActiveRuns.Add(1, Tags(run));
        return Start("datasync.run", run)?.SetTag("datasync.run", run.Id);
    }

    internal static void EndRun(Activity? activity, Run run)
    {
        ActiveRuns.Add(-1, Tags(run));
        Runs.Add(1, [.. Tags(run), new("datasync.status", run.Status.ToString())]);
        RunDuration.Record(run.Seconds, [.. Tags(run), new("datasync.status", run.Status.ToString())]);
        activity?.SetTag("datasync.status", run.Status.ToString()).SetTag("datasync.rows", run.Rows).SetTag("datasync.slices.done", run.Done).SetTag("datasync.slices.failed", run.Failed);
        if (run.Status is RunStatus.Failed or RunStatus.Partial) activity?.SetStatus(ActivityStatusCode.Error, run.Message);
        activity?.Dispose();
    }

    /// <summary>A span of asking for one slice, or of writing one.</summary>
    internal static Activity? StartSlice(string name, Plan plan, string slice) => Source.StartActivity(name)?.SetTag("datasync.plan", plan.Name).SetTag("datasync.dataset", plan.Dataset).SetTag("datasync.slice", slice);

    internal static void Counted(Plan plan, string state, long slices)
    {
        if (slices > 0) Slices.Add(slices, [.. Tags(plan), new("datasync.state", state)]);
    }

    internal static void Committed(Plan plan, long rows) => Rows.Add(rows, Tags(plan));

    internal static void Answered(Plan plan, long requests, long bytes)
    {
        Requests.Add(requests, Tags(plan));
        Bytes.Add(bytes, Tags(plan));
    }

    internal static void Notified(string kind, bool arrived) => NotificationCount.Add(1, new("datasync.kind", kind), new("datasync.arrived", arrived));

    private static Activity? Start(string name, Run run) => Source.StartActivity(name)?.SetTag("datasync.plan", run.Plan).SetTag("datasync.dataset", run.Dataset).SetTag("datasync.store", run.Store).SetTag("datasync.table", run.Table);

    private static KeyValuePair<string, object?>[] Tags(Run run) => [new("datasync.plan", run.Plan), new("datasync.dataset", run.Dataset), new("datasync.store", run.Store)];

    private static KeyValuePair<string, object?>[] Tags(Plan plan) => [new("datasync.plan", plan.Name), new("datasync.dataset", plan.Dataset), new("datasync.store", plan.Store)];
}
