using DataSync.Arguments;
using DataSync.State;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>An answer at the cap is never taken for whole: it is asked for in parts that commit as one slice, or the slice fails.</summary>
public sealed class TruncationTests
{
    private static LiteralGenerator Slices(params (string Name, object? Value)[][] slices) => new(slices.Select(s => s.ToDictionary(a => a.Name, a => a.Value)));

    [Theory]
    [InlineData(WriteMode.Append)]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.ReplaceSlice)]
    [InlineData(WriteMode.Replace)]
    public async Task A_cut_slice_arrives_whole_and_as_one(WriteMode mode)
    {
        var vendor = new CappedVendor { Rows = CappedVendor.Prices(codes: 3, days: 50) };
        using var bench = vendor.Bench(rowCap: 10, mode);
        var run = await bench.RunAsync(Slices([("code", "c1")], [("code", "c0,c2"), ("start", "20230102"), ("end", "20230401")]));
        Assert.Equal((RunStatus.Done, 2, 150), (run.Status, run.Done, run.Rows));
        Assert.Equal(2, bench.Table.Live.Count);
        var stored = bench.Table.Live.SelectMany(s => s.Rows).Select(r => ((string)r[0]!, (DateOnly)r[1]!, (long)r[2]!)).Order();
        Assert.Equal(vendor.Rows.Order(), stored);
        Assert.Equal(run.Requests, vendor.Asked.Count);
    }

    [Fact]
    public async Task What_cannot_be_divided_fails_as_truncated_with_advice_and_stores_nothing()
    {
        var vendor = new CappedVendor { Rows = CappedVendor.Prices(codes: 20, days: 2) };
        using var bench = vendor.Bench(rowCap: 10);
        var run = await bench.RunAsync("20230102");
        Assert.Equal((RunStatus.Failed, 1, 0), (run.Status, run.Failed, bench.Table.Rows));
        Assert.Equal(FailureCategory.Truncated, run.Failures[0].Category);
        Assert.Contains("No parameter can divide it further", run.Failures[0].Message);
        Assert.Contains("Set-DsDataset daily -Parameter", run.Failures[0].Message);
        Assert.Equal(FailureCategory.Truncated, Assert.Single(bench.Failures).Category);
    }

    [Fact]
    public async Task A_part_that_cannot_be_divided_is_named()
    {
        var vendor = new CappedVendor { Rows = [.. CappedVendor.Prices(codes: 20, days: 1), .. CappedVendor.Prices(codes: 1, days: 20).Skip(1)] };
        using var bench = vendor.Bench(rowCap: 10);
        var run = await bench.RunAsync(Slices([("start", "20230102"), ("end", "20230131")]));
        Assert.Contains("start=2023-01-02", run.Failures[0].Message);
        Assert.Equal(0, bench.Table.Rows);
    }

    [Fact]
    public async Task A_parameter_that_selects_otherwise_than_declared_is_noticed()
    {
        // the vendor takes the end of a range as the first day that no longer belongs to it
        var vendor = new CappedVendor { Rows = CappedVendor.Prices(codes: 1, days: 30) };
        vendor.Selects = (arguments, row) => CappedVendor.Matches(arguments, row) && (!arguments.TryGetValue("end", out var end) || row.Day < (DateOnly)end);
        using var bench = vendor.Bench(rowCap: 10);
        var run = await bench.RunAsync(Slices([("code", "c0")]));
        Assert.Equal((1, 0), (run.Failed, bench.Table.Rows));
        Assert.Contains("came with none of its parts", run.Failures[0].Message);
    }

    [Fact]
    public async Task An_unknown_cap_is_learned_and_kept()
    {
        var vendor = new CappedVendor { Cap = 100, Rows = CappedVendor.Prices(codes: 2, days: 150) };
        using var bench = vendor.Bench(rowCap: null);
        var run = await bench.RunAsync(Slices([("code", "c0")]));
        Assert.Equal((RunStatus.Done, 150, 150), (run.Status, run.Rows, bench.Table.Rows));
        Assert.Equal(100, new RowCapBook(new StateDatabase(bench.Workspace.StatePath), "vendor", "daily").Read().Cap);
        vendor.Asked.Clear();
        Assert.Equal(150, (await bench.RunAsync(Slices([("code", "c1")]))).Rows);
        Assert.Single(vendor.Asked, a => a == "code=c1"); // known: not asked twice to see
    }

    [Fact]
    public async Task A_page_that_states_more_than_the_vendor_sends_is_found_out_by_one_slice_for_all()
    {
        var vendor = new CappedVendor { Cap = 100, Rows = CappedVendor.Prices(codes: 8, days: 150) };
        using var bench = vendor.Bench(rowCap: 6000);
        var run = await bench.RunAsync(Slices([.. Enumerable.Range(0, 8).Select(i => ((string, object?)[])[("code", $"c{i}")])]));
        Assert.Equal((RunStatus.Done, 1200), (run.Status, bench.Table.Rows));
        Assert.Equal(100, new RowCapBook(new StateDatabase(bench.Workspace.StatePath), "vendor", "daily").Read().Cap);
        // each slice is asked at most once in vain
        Assert.All(Enumerable.Range(0, 8), i => Assert.InRange(vendor.Asked.Count(a => a == $"code=c{i}"), 1, 3));
    }

    [Fact]
    public async Task A_round_number_of_rows_that_is_whole_is_looked_at_once()
    {
        var vendor = new CappedVendor { Cap = 5000, Rows = CappedVendor.Prices(codes: 3, days: 200) };
        using var bench = vendor.Bench(rowCap: null);
        var first = await bench.RunAsync(Slices([("code", "c0")]));
        var second = await bench.RunAsync(Slices([("code", "c1")]));
        Assert.Equal((200, 200, 1), (first.Rows, second.Rows, second.Requests));
        Assert.True(first.Requests > 1);
        Assert.Equal((null, 200), new RowCapBook(new StateDatabase(bench.Workspace.StatePath), "vendor", "daily").Read());
    }

    [Fact]
    public async Task Where_nothing_tells_whether_an_answer_is_cut_the_run_says_so_once()
    {
        var vendor = new CappedVendor { Cap = 100, Rows = CappedVendor.Prices(codes: 150, days: 3) };
        using var bench = vendor.Bench(rowCap: null);
        var run = await bench.RunAsync("20230102", "20230103", "20230104");
        Assert.Equal(3, run.Done);
        Assert.Contains("exactly 100 rows", Assert.Single(bench.Warnings));
        Assert.Contains("-RowCap", bench.Warnings.Single());
    }

    [Fact]
    public async Task An_answer_too_large_is_divided_too()
    {
        var vendor = new CappedVendor { Cap = 1000, Tells = false, Rows = CappedVendor.Prices(codes: 1, days: 40) };
        using var bench = vendor.Bench(rowCap: null);
        bench.Source.Answer = async (request, sink, observer, token) =>
        {
            var result = await vendor.AnswerAsync(request, sink, observer, token);
            return result.Rows > 15 ? result with { Failure = new(FailureCategory.TooLarge, "Too large.") } : result;
        };
        var run = await bench.RunAsync(Slices([("start", "20230101"), ("end", "20230301")]));
        Assert.Equal((RunStatus.Done, 40), (run.Status, bench.Table.Rows));
    }
}
