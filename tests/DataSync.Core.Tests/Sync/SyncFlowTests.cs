using System.Collections.Concurrent;
using DataSync.Arguments;
using DataSync.Sources;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>Order, bounds and memory of a run.</summary>
public sealed class SyncFlowTests
{
    [Fact]
    public async Task Slices_are_written_in_the_generators_order_however_they_are_answered()
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { ThrottleLimit = 4 };
        var written = new List<DateOnly>();
        var gates = SyncBench.DaysFrom(4).ToDictionary(d => d, _ => new TaskCompletionSource());
        var begun = 0;
        bench.Store.Took = slice => written.Add(slice.Marker.Date!.Value);
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            var day = ((DateOnly)request.Arguments["trade_date"]).ToString("yyyyMMdd");
            // all four are under way before any ends, and they end from the last to the first
            if (Interlocked.Increment(ref begun) == 4) gates["20230104"].SetResult();
            await gates[day].Task;
            var result = await FakeSource.RowsAsync(request, sink, 1, token);
            var before = DateOnly.ParseExact(day, "yyyyMMdd").AddDays(-1).ToString("yyyyMMdd");
            if (gates.TryGetValue(before, out var gate)) gate.SetResult();
            return result;
        };
        var run = await bench.RunAsync(SyncBench.DaysFrom(4));
        Assert.Equal(4, run.Done);
        Assert.Equal(written.Order(), written);
        Assert.Equal(4, bench.Source.MaxInFlight);
    }

    [Fact]
    public async Task Requests_stay_within_the_throttle_limit_and_the_generator_within_the_window()
    {
        using var bench = new SyncBench(WriteMode.Append, b => b.Store.SlicesPerCommit = 500);
        bench.Plan = bench.Plan with { ThrottleLimit = 4 };
        const int Slices = 200_000, Chunk = 256, Window = 16;
        long named = 0, ahead = 0, taken = 0;
        bench.Source.Answer = (_, _, _, _) => Task.FromResult(new FetchResult());
        bench.Store.Took = _ => taken++;
        var run = await bench.RunAsync(new LiteralGenerator(Lazy()));
        Assert.Equal((RunStatus.Done, Slices, Slices), (run.Status, run.Done, run.Requests));
        Assert.InRange(bench.Source.MaxInFlight, 1, 4);
        Assert.InRange(ahead, 1, Chunk + Window + 8);
        var coverage = await bench.Engine.GetCoverageAsync(bench.Plan, default);
        Assert.Equal(Slices, coverage.Planned);

        IEnumerable<IReadOnlyDictionary<string, object?>> Lazy()
        {
            for (; named < Slices; named++)
            {
                ahead = Math.Max(ahead, named - Volatile.Read(ref taken));
                yield return new Dictionary<string, object?> { ["code"] = $"{named:000000}" };
            }
        }
    }

    [Fact]
    public async Task A_huge_slice_goes_to_disk_and_comes_back_whole()
    {
        using var bench = new SyncBench(set: b => b.StagingBytes = 4096);
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            for (var page = 0; page < 50; page++) await sink.AddAsync(FakeSource.Batch(request, 100), token);
            return new FetchResult { Rows = 5000, Bytes = 1 };
        };
        var run = await bench.RunAsync(SyncBench.DaysFrom(40));
        Assert.Equal((RunStatus.Done, 40, 200_000), (run.Status, run.Done, run.Rows));
        Assert.All(bench.Table.Live, s => Assert.Equal(Enumerable.Range(0, 5000).Select(i => (object?)(long)(i % 100)), s.Rows.Select(r => r[1])));
        Assert.Single(bench.Table.Live.Select(s => s.Rows.Count).Distinct());
    }

    [Fact]
    public async Task A_slice_that_starts_over_forgets_its_first_rows()
    {
        using var bench = new SyncBench(set: b => b.StagingBytes = 1);
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            await sink.AddAsync(FakeSource.Batch(request, 7), token);
            await sink.ResetAsync(token);
            return await FakeSource.RowsAsync(request, sink, 3, token);
        };
        Assert.Equal(3, (await bench.RunAsync("20240102")).Rows);
        Assert.Equal(3, bench.Table.Rows);
    }

    [Fact]
    public async Task What_was_taken_is_committed_within_half_a_minute()
    {
        using var bench = new SyncBench(set: b => b.Store.SlicesPerCommit = 100);
        var taken = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        bench.Store.Took = _ => taken.TrySetResult();
        bench.Source.Answer = async (request, sink, _, token) =>
        {
            if (((DateOnly)request.Arguments["trade_date"]).Day == 3) await release.Task;
            return await FakeSource.RowsAsync(request, sink, 1, token);
        };
        var run = bench.RunAsync("20240102", "20240103");
        await taken.Task;
        while (bench.Store.Flushes == 0)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(10)); // the timer may not be set yet when the first of these pass
            await Task.Yield();
        }
        Assert.Single(bench.Table.Live);
        release.SetResult();
        Assert.Equal(2, (await run).Done);
    }

    [Fact]
    public async Task Progress_comes_at_most_four_times_a_second_and_says_what_it_waits_for()
    {
        using var bench = new SyncBench();
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        bench.Source.Answer = (request, sink, observer, token) =>
        {
            bench.Time.Advance(TimeSpan.FromMilliseconds(100));
            observer.Waiting("500 calls per minute", TimeSpan.FromMilliseconds(50));
            return FakeSource.RowsAsync(request, sink, 1, token);
        };
        await bench.RunAsync(SyncBench.DaysFrom(40)); // four seconds
        Assert.InRange(bench.Reports.Count, 10, 18);
        Assert.Contains(bench.Reports, r => r.Waiting == "500 calls per minute");
        var last = bench.Reports.Last();
        Assert.Equal((40, 40, true), (last.Planned, last.Finished, last.PlannedAll));
    }

    [Fact]
    public async Task Two_plans_of_a_table_at_once_do_each_slice_once()
    {
        using var bench = new SyncBench(WriteMode.Append);
        var asked = new ConcurrentBag<object>();
        bench.Source.Answer = (request, sink, _, token) =>
        {
            asked.Add(request.Arguments["trade_date"]);
            return FakeSource.RowsAsync(request, sink, 2, token);
        };
        var runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Task.Run(() =>
            bench.Engine.RunAsync(bench.Plan with { Name = $"plan{i}" }, SyncBench.Days(SyncBench.DaysFrom(50)), new(), bench, CancellationToken.None))));
        Assert.All(runs, r => Assert.Equal(RunStatus.Done, r.Status));
        Assert.Equal((50, 50, 100), (runs.Sum(r => r.Done), asked.Count, bench.Table.Rows));
    }
}
