using DataSync.Arguments;
using DataSync.Limits;
using DataSync.Sources;
using DataSync.State;
using DataSync.Sync;
using DataSync.Sync.Estimates;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>What a run would cost, told before anything is asked.</summary>
public sealed class EstimateTests
{
    private static readonly RequestTerms Cut = new(RateLimits.None) { IsCut = true };

    private static SyncBench Bench(int? rowCap = null, WriteMode mode = WriteMode.Upsert, RequestTerms? terms = null)
    {
        var bench = new SyncBench(mode);
        bench.Source.Terms = terms ?? Cut;
        bench.Workspace.Datasets.Save(bench.Workspace.Datasets.Get("daily") with { RowCap = rowCap }, overwrite: true);
        return bench;
    }

    private static Task<(SyncEstimate Estimate, IReadOnlyList<SlicePreview> Slices)> EstimateAsync(SyncBench bench, int days, SyncOptions? options = null) => bench.EstimateAsync(SyncBench.Days(SyncBench.DaysFrom(days)), options);

    private static Task<Run> StoreAsync(SyncBench bench, params int[] rows)
    {
        var day = 0;
        bench.Plan = bench.Plan with { ThrottleLimit = 1 };
        bench.Source.Answer = (request, sink, _, token) => FakeSource.RowsAsync(request, sink, rows[day++], token);
        return bench.RunAsync(SyncBench.DaysFrom(rows.Length));
    }

    [Fact]
    public async Task Pages_are_counted_from_the_rows_that_are_stored()
    {
        using var bench = Bench(rowCap: 10);
        await StoreAsync(bench, 2, 25, 10);
        // done slices are not asked; three new ones take as many pages as the stored ones do: (1 + 3 + 2) / 3
        var (estimate, _) = await EstimateAsync(bench, 6);
        Assert.Equal((6L, 3L, 3L, 6L, false), (estimate.Planned, estimate.Done, estimate.ToAsk, estimate.Requests, estimate.IsLowerBound));
        // those that are asked again have their own rows
        Assert.Equal(4, (await bench.EstimateAsync(SyncBench.Days(SyncBench.DaysFrom(2)), new() { Force = true })).Estimate.Requests);
        // a page may be smaller than the cap
        bench.Source.Terms = Cut with { PageRows = 5 };
        Assert.Equal(1 + 6 + 3, (await bench.EstimateAsync(SyncBench.Days(SyncBench.DaysFrom(3)), new() { Force = true })).Estimate.Requests);
    }

    [Fact]
    public async Task Without_rows_or_a_cap_it_is_a_lower_bound_and_says_so()
    {
        using var bench = Bench(rowCap: 10);
        var (estimate, _) = await EstimateAsync(bench, 6);
        Assert.Equal((6L, true), (estimate.Requests, estimate.IsLowerBound));
        Assert.Contains("requests  6 at least", $"{estimate}", StringComparison.Ordinal);
        // a source whose answers are always whole takes one each, and that is all
        bench.Source.Terms = new(RateLimits.None);
        (estimate, _) = await EstimateAsync(bench, 6);
        Assert.Equal((6L, false), (estimate.Requests, estimate.IsLowerBound));
    }

    [Fact]
    public async Task Where_no_cap_is_known_past_runs_tell()
    {
        using var bench = Bench();
        bench.Source.Answer = async (request, sink, _, token) => await FakeSource.RowsAsync(request, sink, 2, token);
        new RunLog(new StateDatabase(bench.Workspace.StatePath), bench.Time).Save(new Run { Id = "1", Plan = "daily", Dataset = "daily", Table = "daily", Status = RunStatus.Done, Done = 10, Requests = 25, Seconds = 50 });
        bench.Plan = bench.Plan with { ThrottleLimit = 4 };
        var (estimate, _) = await EstimateAsync(bench, 8);
        Assert.Equal((20L, false, 8.0), (estimate.Requests, estimate.IsLowerBound, estimate.SecondsPerRequest));
        Assert.Equal(TimeSpan.FromSeconds(20 / 4 * 8), estimate.Duration);
    }

    [Fact]
    public async Task Nothing_is_touched_and_what_the_index_lacks_is_read_from_the_store()
    {
        using var bench = Bench();
        bench.Source.Answer = (request, sink, _, token) => request.Arguments["trade_date"] is DateOnly { Day: 3 } ? Task.FromResult(new FetchResult { Failure = new(FailureCategory.Fatal, "bad") }) : FakeSource.RowsAsync(request, sink, 2, token);
        await bench.RunAsync(SyncBench.DaysFrom(4));
        var before = Files(bench);
        var (_, slices) = await EstimateAsync(bench, 5);
        Assert.Equal([SliceState.Done, SliceState.Done, SliceState.Failed, SliceState.Done, SliceState.Missing], slices.Select(s => s.State));
        Assert.Equal(before, Files(bench));
        // one that is behind the store, and one that is gone: the store is the truth
        using (var connection = new StateDatabase(bench.Workspace.StatePath).Open(""))
        {
            connection.Execute("UPDATE ledger_targets SET sequence = sequence - 1");
            connection.Execute("DELETE FROM ledger_slices WHERE slice LIKE '%2023-01-04'");
        }
        (_, slices) = await EstimateAsync(bench, 5);
        Assert.Equal([SliceState.Done, SliceState.Done, SliceState.Failed, SliceState.Done, SliceState.Missing], slices.Select(s => s.State));
        File.Delete(bench.Workspace.StatePath);
        (_, slices) = await EstimateAsync(bench, 5);
        Assert.Equal([SliceState.Done, SliceState.Done, SliceState.Missing, SliceState.Done, SliceState.Missing], slices.Select(s => s.State));
        Assert.False(File.Exists(bench.Workspace.StatePath));
        Assert.Equal(4, bench.Source.Requests);

        static List<string> Files(SyncBench bench) =>
            [.. Directory.GetFiles(bench.Workspace.Root, "*", SearchOption.AllDirectories).Order().Select(f => $"{f} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(f)))}")];
    }

    [Fact]
    public async Task Replace_asks_for_all_or_nothing()
    {
        using var bench = Bench(mode: WriteMode.Replace);
        await bench.RunAsync(SyncBench.DaysFrom(3));
        var (estimate, slices) = await EstimateAsync(bench, 3);
        Assert.Equal((0L, 0L, 0), (estimate.ToAsk, estimate.Requests, estimate.First.Count));
        Assert.All(slices, s => Assert.Null(s.Request));
        (estimate, slices) = await EstimateAsync(bench, 4);
        Assert.Equal((4L, 4L), (estimate.ToAsk, estimate.Requests));
        Assert.All(slices, s => Assert.NotNull(s.Request));
        // a slice that is not named any more asks for the rest anew, too
        Assert.Equal(2, (await EstimateAsync(bench, 2)).Estimate.ToAsk);
    }

    [Fact]
    public async Task Plans_of_one_call_share_the_limits_of_their_source()
    {
        using var bench = Bench(terms: Cut with { Limits = new([new(8, TimeSpan.FromDays(1), PerApi: false)]) });
        var forecast = new SyncForecast();
        var (first, _) = await bench.EstimateAsync(SyncBench.Days(SyncBench.DaysFrom(5)), forecast: forecast);
        bench.Plan = bench.Plan with { Name = "other", Table = "other" };
        var (second, _) = await bench.EstimateAsync(SyncBench.Days(SyncBench.DaysFrom(5)), forecast: forecast);
        Assert.Equal((true, 0L, 8L), (first.Limits[0].IsEnough, first.Limits[0].Earlier, first.Limits[0].Left));
        Assert.Equal((false, 5L, 3L), (second.Limits[0].IsEnough, second.Limits[0].Earlier, second.Limits[0].Left));
        Assert.Equal(["daily"], second.After);
        Assert.Equal([3L, 2L], second.Days.Select(d => d.Requests));
        var text = $"{second}";
        Assert.Contains("begins    after daily", text, StringComparison.Ordinal);
        Assert.Contains("days      3 on 2024-01-10, 2 on 2024-01-11", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= 125, line));
    }

    [Theory]
    [InlineData(5000, 2000, false, "5,000 needed, and the account has 2,000: the vendor will refuse")]
    [InlineData(5000, null, null, "5,000 needed, and the source says none")]
    [InlineData(2000, 5000, true, null)]
    [InlineData(null, 120, true, null)]
    public async Task Points_that_do_not_reach_a_dataset_are_told(int? needed, int? points, bool? isReached, string? said)
    {
        using var bench = Bench();
        bench.Workspace.Datasets.Save(bench.Workspace.Datasets.Get("daily") with { Points = needed }, overwrite: true);
        bench.Workspace.Sources.Save(bench.Workspace.Sources.Get("vendor") with { Points = points }, overwrite: true);
        var (estimate, _) = await EstimateAsync(bench, 1);
        Assert.Equal(isReached, estimate.IsReached);
        Assert.Equal(said is not null, $"{estimate}".Contains(said ?? "needed", StringComparison.Ordinal));
    }

    /// <summary>What a look at a slice costs must not grow: a million of them have ten seconds and 300 MB.</summary>
    [Fact]
    public async Task A_hundred_thousand_slices_are_priced_in_little_memory()
    {
        const int Count = 100_000;
        using var bench = Bench(rowCap: 10);
        var days = new LiteralGenerator(Enumerable.Range(0, Count).Select(i => new Dictionary<string, object?> { ["trade_date"] = new DateOnly(2020, 1, 1).AddDays(i % 1000), ["code"] = $"c{i / 1000}" }));
        await bench.RunAsync("20240102"); // so that there is a table
        bench.Store.Tables["daily"].Fill(Enumerable.Range(0, Count).Where(i => i % 100 != 7).Select(i => $"code=c{i / 1000}&trade_date={new DateOnly(2020, 1, 1).AddDays(i % 1000):yyyy-MM-dd}"));
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var estimate = bench.Engine.EstimateAsync(bench.Plan, days, new(), new(), null, TestContext.Current.CancellationToken);
        Assert.True(estimate.IsCompleted, "All of it is to happen on this thread, whose memory is measured.");
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        Assert.Equal((Count, Count / 100, Count / 100), ((int)(await estimate).Planned, (int)(await estimate).ToAsk, (int)(await estimate).Requests));
        Assert.True(allocated / Count < 2000, $"{allocated / Count} bytes are allocated for a slice.");
    }
}
