using DataSync.Arguments;
using DataSync.Arguments.Generators.Batch;
using DataSync.Arguments.Generators.Dates;
using DataSync.Arguments.Generators.Product;
using DataSync.Arguments.Generators.Values;
using DataSync.Rows;
using DataSync.Sources;
using DataSync.State;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>Slices that share requests: each stays a slice of its own, as though it had been asked for alone.</summary>
public sealed class BatchTests
{
    private static readonly DateOnly Day = new(2023, 1, 2);

    [Fact]
    public async Task Codes_share_requests_and_each_is_a_slice_of_its_own()
    {
        var vendor = new CappedVendor { Cap = 1000, Rows = CappedVendor.Prices(7, 3) };
        using var bench = Bench(vendor, Codes(8), count: 3);
        var run = await RunAsync(bench);
        Assert.Equal((RunStatus.Done, 8L, 21L, 3L, 1L), (run.Status, run.Done, run.Rows, run.Requests, run.Empty));
        Assert.Equal(["code=c0,c1,c2", "code=c3,c4,c5", "code=c6,c7"], vendor.Asked.Order());
        using var other = Bench(vendor, Codes(8), count: 1);
        await RunAsync(other);
        // markers, rows and hashes are those of slices that were asked for one by one
        Assert.Equal(other.Table.Live.Select(s => (s.Marker.Slice, s.Marker.Rows, s.Marker.Hash)).Order(), bench.Table.Live.Select(s => (s.Marker.Slice, s.Marker.Rows, s.Marker.Hash)).Order());
        Assert.Equal(other.Table.Rows, bench.Table.Rows);
        Assert.Equal((0L, 8L), await RunAsync(bench) is var again ? (again.Requests, again.Skipped) : default);
    }

    [Fact]
    public async Task Only_what_is_missing_is_asked_and_only_what_differs_in_the_code_goes_together()
    {
        var vendor = new CappedVendor { Cap = 1000, Rows = CappedVendor.Prices(5, 3) };
        using var bench = Bench(vendor, new ProductGenerator { Parts = [new DatesGenerator { Parameter = "trade_date", From = Day, To = Day.AddDays(1) }, Codes(5)] }, count: 4);
        await bench.RunAsync(new LiteralGenerator([new Dictionary<string, object?> { ["code"] = "c1", ["trade_date"] = Day }]), cancellationToken: TestContext.Current.CancellationToken);
        vendor.Asked.Clear();
        Assert.Equal((RunStatus.Done, 9L, 1L, 3L), await RunAsync(bench) is var run ? (run.Status, run.Done, run.Skipped, run.Requests) : default);
        Assert.Equal(["code=c0,c1,c2,c3 trade_date=20230103", "code=c0,c2,c3,c4 trade_date=20230102", "code=c4 trade_date=20230103"], vendor.Asked.Order());
    }

    [Fact]
    public async Task A_batch_that_fails_for_one_slice_is_asked_for_in_halves()
    {
        var vendor = new CappedVendor { Cap = 1000, Rows = CappedVendor.Prices(4, 2) };
        using var bench = Bench(vendor, Codes(4), count: 4);
        bench.Source.Answer = async (request, sink, observer, token) => request.Arguments["code"].ToString()!.Contains("c2", StringComparison.Ordinal)
            ? new FetchResult { Failure = new(FailureCategory.BadArguments, "c2 is no code.") }
            : await vendor.AnswerAsync(request, sink, observer, token);
        var run = await RunAsync(bench);
        Assert.Equal((RunStatus.Partial, 3L, 1L, 6L), (run.Status, run.Done, run.Failed, run.Rows));
        Assert.Equal("code=c2", Assert.Single(run.Failures).Slice);
        Assert.Equal(5, run.Requests);
    }

    [Fact]
    public async Task A_cut_answer_is_asked_for_in_parts()
    {
        var vendor = new CappedVendor { Cap = 10, Rows = CappedVendor.Prices(6, 4) };
        using var bench = Bench(vendor, Codes(6), count: 6, rowCap: 10);
        Assert.Equal((RunStatus.Done, 6L, 24L), await RunAsync(bench) is var run ? (run.Status, run.Done, run.Rows) : default);
    }

    [Fact]
    public async Task Rows_that_nobody_asked_for_make_the_slices_be_asked_one_by_one()
    {
        var vendor = new CappedVendor { Cap = 1000, Rows = CappedVendor.Prices(3, 2), Selects = (arguments, row) => ((string)arguments["code"]).Contains(',') || row.Code == (string)arguments["code"] };
        using var bench = Bench(vendor, Codes(2), count: 2);
        Assert.Equal((RunStatus.Done, 2L, 4L, 3L), await RunAsync(bench) is var run ? (run.Status, run.Done, run.Rows, run.Requests) : default);
        Assert.Contains("code 'c2', which none of its slices asked for", Assert.Single(bench.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FailureCategory.QuotaUsedUp, RunStatus.QuotaUsedUp, 0)]
    [InlineData(FailureCategory.BadToken, RunStatus.Failed, 1)]
    [InlineData(FailureCategory.Fatal, RunStatus.Failed, 4)]
    public async Task A_refused_batch_fails_as_slices_do(FailureCategory category, RunStatus status, long failed)
    {
        var vendor = new CappedVendor();
        using var bench = Bench(vendor, Codes(4), count: 4);
        bench.Source.Answer = (_, _, _, _) => Task.FromResult(new FetchResult { Failure = new(category, "No.") });
        Assert.Equal((status, failed), await RunAsync(bench) is var run ? (run.Status, run.Failed) : default);
    }

    [Fact]
    public async Task A_stop_in_the_middle_of_a_batch_ends_the_run()
    {
        using var stop = new CancellationTokenSource();
        var vendor = new CappedVendor { Rows = CappedVendor.Prices(500, 1), Cap = 1000 };
        using var bench = Bench(vendor, Codes(500), count: 100);
        bench.Source.Answer = async (_, _, _, token) =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("Not to be reached.");
        };
        Assert.Equal(RunStatus.Stopped, (await bench.RunAsync(bench.Plan.Generator!, cancellationToken: stop.Token)).Status);
    }

    [Fact]
    public async Task A_preview_shows_the_shared_request()
    {
        using var bench = Bench(new CappedVendor(), Codes(3), count: 2);
        var (estimate, slices) = await bench.EstimateAsync(bench.Plan.Generator!);
        Assert.Equal(2, estimate.Requests);
        Assert.Equal(["POST daily c0,c1", "POST daily c0,c1", "POST daily c2"], slices.Select(s => s.Request));
    }

    [Theory]
    [InlineData(DataKind.Int64, FilterOperator.In)]
    [InlineData(DataKind.String, FilterOperator.From)]
    public async Task What_cannot_be_told_apart_is_refused(DataKind kind, FilterOperator filter)
    {
        using var bench = new CappedVendor().Bench(null, change: d => d with { Parameters = [new("code", new DataType(kind)) { Filter = new("code", filter) }] });
        bench.Plan = bench.Plan with { Generator = new BatchGenerator { Part = Codes(2), Parameter = "code", Count = 2 } };
        Assert.Equal("BatchImpossible", (await Assert.ThrowsAsync<DataSyncException>(() => RunAsync(bench))).Id);
    }

    [Fact]
    public void The_batched_parameter_is_the_one_that_varies_fastest()
    {
        var days = new DatesGenerator { Parameter = "d", From = Day, To = Day };
        ArgumentGenerator[] wrong = [new BatchGenerator { Part = new ProductGenerator { Parts = [Codes(2), days] }, Parameter = "code", Count = 2 }, new ProductGenerator { Parts = [new BatchGenerator { Part = Codes(2), Parameter = "code", Count = 2 }, days] }];
        Assert.All(wrong, g => Assert.Contains("last", Assert.Throws<DataSyncException>(g.Check).Advice, StringComparison.Ordinal));
        new ProductGenerator { Parts = [days, new BatchGenerator { Part = Codes(2), Parameter = "code", Count = 2 }] }.Check();
    }

    private static ValuesGenerator Codes(int count) => new() { Parameter = "code", Values = [.. Enumerable.Range(0, count).Select(i => (System.Text.Json.Nodes.JsonNode)$"c{i}")] };

    private static SyncBench Bench(CappedVendor vendor, ArgumentGenerator generator, int count, int? rowCap = null)
    {
        var bench = vendor.Bench(rowCap);
        bench.Plan = bench.Plan with { Generator = new BatchGenerator { Part = generator, Parameter = "code", Count = count } };
        return bench;
    }

    private static Task<Run> RunAsync(SyncBench bench) => bench.RunAsync(bench.Plan.Generator!, cancellationToken: TestContext.Current.CancellationToken);
}
