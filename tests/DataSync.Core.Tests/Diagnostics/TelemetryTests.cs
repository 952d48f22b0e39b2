using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using DataSync.Diagnostics;
using DataSync.Sources;
using DataSync.Tests.Sync;
using Xunit;

namespace DataSync.Tests.Diagnostics;

/// <summary>What somebody who listens hears of a run; other tests' runs are told apart by the plan's name.</summary>
public sealed class TelemetryTests
{
    private const string Plan = "telemetry";

    [Fact]
    public async Task Metrics_and_spans_tell_of_a_run()
    {
        var (sums, spans) = (new ConcurrentDictionary<string, double>(), new ConcurrentQueue<Activity>());
        using var meters = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Meter.Name == Telemetry.Name) listener.EnableMeasurementEvents(instrument); } };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Count(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Count(instrument, 1, tags));
        meters.Start();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { if (Equals(activity.GetTagItem("datasync.plan"), Plan)) spans.Enqueue(activity); },
        };
        ActivitySource.AddActivityListener(activities);

        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { Name = Plan };
        bench.Source.Answer = (request, sink, _, token) => ((DateOnly)request.Arguments["trade_date"]).Day == 9
            ? Task.FromResult(new FetchResult { Failure = new(FailureCategory.Fatal, "no") })
            : FakeSource.RowsAsync(request, sink, 2, token);
        await bench.RunAsync("20240102", "20240103");
        await bench.RunAsync("20240102", "20240109");

        Assert.Equal(
            [("datasync.bytes", 40), ("datasync.requests", 3), ("datasync.rows", 4), ("datasync.run.duration", 2), ("datasync.runs Done", 1), ("datasync.runs Partial", 1), ("datasync.runs.active", 0), ("datasync.slices done", 2), ("datasync.slices failed", 1), ("datasync.slices skipped", 1)],
            sums.Select(s => (s.Key, s.Value)).OrderBy(s => s.Key, StringComparer.Ordinal));
        Assert.Equal([("datasync.fetch", 3), ("datasync.run", 2), ("datasync.write", 2)], spans.GroupBy(s => s.OperationName).Select(g => (g.Key, g.Count())).OrderBy(g => g.Key, StringComparer.Ordinal));
        Assert.Single(spans, s => s is { OperationName: "datasync.fetch", Status: ActivityStatusCode.Error });
        var runs = spans.Where(s => s.OperationName == "datasync.run").ToList();
        Assert.All(spans.Where(s => s.OperationName != "datasync.run"), s => Assert.Contains(runs, r => r.TraceId == s.TraceId));

        void Count(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string? plan = null, kind = null;
            foreach (var (name, tag) in tags)
            {
                if (name == "datasync.plan") plan = tag as string;
                if (name == "datasync.state" || (name == "datasync.status" && instrument.Name == "datasync.runs")) kind = $" {tag}";
            }
            if (plan == Plan) sums.AddOrUpdate(instrument.Name + kind, value, (_, sum) => sum + value);
        }
    }
}
