using DataSync.Arguments;
using DataSync.Stores;
using DataSync.Sync;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>What differs from the last answer is counted, dated, and rows that vanish are treated as the plan says.</summary>
public sealed class RestatementTests
{
    private static readonly DateOnly First = new(2023, 1, 2);
    private readonly CappedVendor _vendor = new() { Cap = 1000, Rows = CappedVendor.Prices(codes: 3, days: 4) };

    private static LiteralGenerator Days(int count) => SyncBench.Days([.. Enumerable.Range(0, count).Select(i => First.AddDays(i).ToString("yyyyMMdd"))]);

    private void Change(int code, int day, long? price)
    {
        var at = _vendor.Rows.FindIndex(r => r.Code == $"c{code}" && r.Day == First.AddDays(day));
        if (at >= 0) _vendor.Rows.RemoveAt(at);
        if (price is { } value) _vendor.Rows.Add(($"c{code}", First.AddDays(day), value));
    }

    [Theory]
    [InlineData(WriteMode.Upsert)]
    [InlineData(WriteMode.ReplaceSlice)]
    public async Task A_full_check_counts_changed_slices_and_rows(WriteMode mode)
    {
        using var bench = _vendor.Bench(rowCap: null, mode);
        var first = await bench.RunAsync(Days(4));
        Assert.Equal((0, 0, 0, 0), (first.Changed, first.RowsAdded, first.RowsChanged, first.RowsVanished));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Change(0, 1, 777);
        Change(9, 1, 5);
        Change(2, 3, null);
        var again = await bench.RunAsync(Days(4), new() { Force = true });
        Assert.Equal((4, 2, 1, 1, 1), (again.Done, again.Changed, again.RowsAdded, again.RowsChanged, again.RowsVanished));
        var third = await bench.RunAsync(Days(4), new() { Force = true });
        Assert.Equal(0, third.Changed);
    }

    [Fact]
    public async Task Coverage_tells_when_a_slice_came_first_last_and_changed()
    {
        using var bench = _vendor.Bench(rowCap: null);
        var start = bench.Time.GetUtcNow().UtcDateTime;
        await bench.RunAsync(Days(2));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Change(0, 1, 777);
        await bench.RunAsync(Days(2), new() { Force = true });
        bench.Time.Advance(TimeSpan.FromHours(1));
        await bench.RunAsync(Days(2), new() { Force = true });
        var slices = await bench.Engine.GetSlicesAsync(bench.Plan, default).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(start, start.AddHours(2), start), (start, start.AddHours(2), start.AddHours(1))], slices.Select(s => (s.FirstSeen!.Value, s.LastSeen!.Value, s.LastChanged!.Value)));
    }

    [Fact]
    public async Task The_same_rows_in_another_order_are_no_change()
    {
        using var bench = _vendor.Bench(rowCap: null);
        await bench.RunAsync(Days(1));
        bench.Source.Answer = async (request, sink, observer, token) =>
        {
            var rows = new List<DataSync.Rows.RowBatch>();
            var result = await _vendor.AnswerAsync(request, new Collect(rows), observer, token);
            foreach (var batch in rows) await sink.AddAsync(batch.Gather([.. Enumerable.Range(0, batch.RowCount).Reverse()]), token);
            return result;
        };
        var again = await bench.RunAsync(Days(1), new() { Force = true });
        Assert.Equal((1, 0), (again.Done, again.Changed));
    }

    [Fact]
    public async Task A_slice_whose_arguments_select_nothing_known_is_counted_alone()
    {
        using var bench = _vendor.Bench(rowCap: null, change: d => d with { Parameters = [.. d.Parameters.Select(p => p with { Filter = null })] });
        await bench.RunAsync(Days(1));
        Change(0, 0, 777);
        var again = await bench.RunAsync(Days(1), new() { Force = true });
        Assert.Equal((1, 0, 0), (again.Changed, again.RowsChanged, again.RowsVanished));
    }

    [Fact]
    public async Task Rows_that_vanish_are_marked_once_and_unmarked_when_they_come_back()
    {
        using var bench = _vendor.Bench(rowCap: null);
        bench.Plan = bench.Plan with { OnVanished = VanishedPolicy.Mark };
        await bench.RunAsync(Days(1));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Change(1, 0, null);
        Assert.Equal(1, (await bench.RunAsync(Days(1), new() { Force = true })).RowsVanished);
        var marked = bench.Time.GetUtcNow().UtcDateTime;
        Assert.Equal([("c0", null), ("c1", marked), ("c2", null)], Marks(bench));
        bench.Time.Advance(TimeSpan.FromHours(1));
        Change(2, 0, 999);
        var third = await bench.RunAsync(Days(1), new() { Force = true });
        Assert.Equal((1, 0), (third.RowsChanged, third.RowsVanished));
        Change(1, 0, 1000);
        await bench.RunAsync(Days(1), new() { Force = true });
        Assert.Equal([("c0", null), ("c1", null), ("c2", (DateTime?)null)], Marks(bench));
    }

    [Fact]
    public void Deleting_keeps_a_table_by_slices_and_refuses_what_it_cannot()
    {
        var dataset = CappedVendor.Dataset;
        var plan = new Plan { Name = "daily", Dataset = "daily", Store = "lake", OnVanished = VanishedPolicy.Delete };
        var spec = TargetCheck.Specify(plan, dataset, default);
        Assert.Equal(WriteMode.ReplaceSlice, spec.Mode);
        Assert.Equal(["code", "trade_date"], spec.Key);
        Refused("VanishedNotKept", plan with { VersionColumn = "price" }, dataset);
        Refused("VanishedNotKept", plan with { Mode = WriteMode.Append }, dataset);
        Refused("VanishedNotKept", plan, dataset with { Parameters = [] });
        Refused("ColumnNameTaken", plan with { OnVanished = VanishedPolicy.Mark }, dataset with { Columns = [.. dataset.Columns, new("vanished_at", DataType.Date)] });

        static void Refused(string id, Plan plan, Dataset dataset) => Assert.Equal(id, Assert.Throws<DataSyncException>(() => TargetCheck.Specify(plan, dataset, default)).Id);
    }

    private static IEnumerable<(string, DateTime?)> Marks(SyncBench bench)
    {
        var at = bench.Table.State.Columns.ToList().FindIndex(c => c.Name == "vanished_at");
        return bench.Table.Live.SelectMany(s => s.Rows).Select(r => ((string)r[0]!, at < r.Length ? (DateTime?)r[at] : null)).OrderBy(r => r.Item1);
    }

    private sealed class Collect(List<DataSync.Rows.RowBatch> rows) : DataSync.Rows.IBatchSink
    {
        public ValueTask AddAsync(DataSync.Rows.RowBatch batch, CancellationToken cancellationToken)
        {
            rows.Add(batch);
            return default;
        }

        public ValueTask ResetAsync(CancellationToken cancellationToken) => default;
    }
}
