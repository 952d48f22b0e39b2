using DataSync.Stores;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>What each write mode does to rows, over all kinds of stores, partitioned and not.</summary>
public class WriteModeTests
{
    private static readonly Row A1 = new("A", "20240102", 1), A2 = new("A", "20240103", 2), B1 = new("B", "20240102", 3, null, null), B2 = new("B", "20240203", 4), A3 = new("A", "20240203", 5);

    public static TheoryData<string, string?> Kinds()
    {
        var data = new TheoryData<string, string?>();
        foreach (var kind in StoreTable.Kinds)
            foreach (var partitioning in new[] { null, "month(trade_date)", "year(trade_date)", "ts_code", "trade_date" })
                if (partitioning is null || StoreTable.CanPartition(kind)) data.Add(kind, partitioning);
        return data;
    }

    public static TheoryData<string, WriteMode> Modes()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in StoreTable.Kinds)
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Append_adds_each_slice_once(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.Append, partitioning);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1, B1), StoreTable.Day("20240103", A2));
        await table.RunAsync(spec, StoreTable.Day("20240203", A3, B2));
        Assert.Equal(Row.Sorted(A1, B1, A2, A3, B2), await table.ReadAsync());

        await using var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(StoreTable.Day("20240102", A1, B1), CancellationToken.None));
        Assert.Contains("ReplaceSlice or Upsert", refused.Failure.Advice);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Append_takes_rows_that_come_late_to_an_empty_slice(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.Append, partitioning);
        await table.RunAsync(spec, StoreTable.Day("20240102"));
        await table.RunAsync(spec, StoreTable.Day("20240102", A1));
        Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Upsert_replaces_rows_of_equal_key(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.Upsert, partitioning);
        await table.RunAsync(spec, StoreTable.Day("20240203", A3, B2), StoreTable.Day("20240102", B1, A1));
        var summary = await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Close = 10 }), StoreTable.Day("20240103", A2));
        Assert.Equal(0, summary.Conflicts);
        Assert.Equal(2, summary.Committed.Count);
        Assert.Equal(Row.Sorted(A1 with { Close = 10 }, B1, A2, A3, B2), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Upsert_counts_conflicts_between_slices_and_takes_the_later(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var summary = await table.RunAsync(StoreTable.Spec(WriteMode.Upsert, partitioning),
            StoreTable.Day("20240102", A1, A1 with { Close = 7 }), StoreTable.Slice("ts_code=A", [], A1 with { Close = 8 }, A2), StoreTable.Slice("ts_code=A,x=1", [], A2));
        Assert.Equal(1, summary.Conflicts);
        Assert.Equal(Row.Sorted(A1 with { Close = 8 }, A2), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Upsert_lets_the_higher_version_win(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.Upsert, partitioning, version: "vol");
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Volume = 5 }, B1 with { Volume = 5 }));
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Volume = 4, Close = 9 }, B1 with { Volume = 6, Close = 9 }));
        Assert.Equal(Row.Sorted(A1 with { Volume = 5 }, B1 with { Volume = 6, Close = 9 }), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReplaceSlice_replaces_what_the_arguments_select(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.ReplaceSlice, partitioning);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1, B1), StoreTable.Day("20240203", A3, B2));
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Close = 10 }));
        Assert.Equal(Row.Sorted(A1 with { Close = 10 }, A3, B2), await table.ReadAsync());
        await table.RunAsync(spec, StoreTable.Day("20240203"));
        Assert.Equal(Row.Sorted(A1 with { Close = 10 }), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReplaceSlice_follows_the_order_of_slices_over_flushes(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.ReplaceSlice, partitioning) with { Key = [] };
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240102", A1, B1), CancellationToken.None);
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
            await writer.WriteAsync(Range("A", "20240101", "20240103", A2 with { Close = 20 }), CancellationToken.None);
            Assert.Equal(Row.Sorted(A1, B1, A2), await table.ReadAsync());
            await writer.FlushAsync(CancellationToken.None);
            Assert.Equal(Row.Sorted(B1, A2 with { Close = 20 }), await table.ReadAsync());
            await writer.WriteAsync(StoreTable.Day("20240203", A3, B2), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(B1, A2 with { Close = 20 }, A3, B2), await table.ReadAsync());

        static SliceRows Range(string code, string from, string to, params Row[] rows) => StoreTable.Slice($"end_date={to}&start_date={from}&ts_code={code}",
            [new("ts_code", FilterOperator.In, [code, "Z"]), new("trade_date", FilterOperator.From, [StoreTable.ParseDay(from)]), new("trade_date", FilterOperator.To, [StoreTable.ParseDay(to)])], rows);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task ReplaceSlice_keeps_the_later_of_rows_of_equal_key(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(WriteMode.ReplaceSlice, partitioning);
        await table.RunAsync(spec, StoreTable.Day("20240102", A1, B1, A1 with { Close = 7 }), StoreTable.Day("20240203", A3));
        Assert.Equal(Row.Sorted(A1 with { Close = 7 }, B1, A3), await table.ReadAsync());
        spec = spec with { VersionColumn = "vol" };
        await table.RunAsync(spec, StoreTable.Day("20240102", A1 with { Volume = 5 }, A1 with { Volume = 4 }, B1, B1 with { Volume = 2 }));
        Assert.Equal(Row.Sorted(A1 with { Volume = 5 }, B1 with { Volume = 2 }, A3), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Replace_swaps_the_whole_table_at_the_end(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        await table.RunAsync(StoreTable.Spec(WriteMode.Replace, partitioning, generation: "g1"), StoreTable.Day("20240102", A1, B1), StoreTable.Day("20240203", B2));
        var birth = (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId;
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, partitioning, generation: "g2"), CancellationToken.None))
        {
            Assert.Empty(await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None));
            Assert.Empty(await writer.FlushAsync(CancellationToken.None));
            Assert.Equal(Row.Sorted(A1, B1, B2), await table.ReadAsync());
        }
        // the same generation goes on where it was left
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, partitioning, generation: "g2"), CancellationToken.None))
        {
            Assert.Equal(["trade_date=20240103"], writer.GenerationSlices);
            await writer.WriteAsync(StoreTable.Day("20240203", A3), CancellationToken.None);
            var summary = await writer.CompleteAsync(CancellationToken.None);
            Assert.Equal(["trade_date=20240103", "trade_date=20240203"], summary.Committed.Select(m => m.Slice));
        }
        Assert.Equal(Row.Sorted(A2, A3), await table.ReadAsync());
        Assert.Equal(["trade_date=20240103", "trade_date=20240203"], (await table.MarkersAsync()).Select(m => m.Slice));
        Assert.NotEqual(birth, (await table.Store.GetStateAsync(StoreTable.Name, CancellationToken.None))!.BirthId);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Replace_discards_another_generation(string kind, string? partitioning)
    {
        await using var table = await StoreTable.CreateAsync(kind);
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, partitioning, generation: "g1"), CancellationToken.None))
        {
            await writer.WriteAsync(StoreTable.Day("20240103", A2), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        await using (var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(WriteMode.Replace, partitioning, generation: "g2"), CancellationToken.None))
        {
            Assert.Empty(writer.GenerationSlices);
            await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task ReplaceSlice_refuses_a_slice_that_would_replace_all_rows(string kind, WriteMode mode)
    {
        if (mode != WriteMode.ReplaceSlice) return;
        await using var table = await StoreTable.CreateAsync(kind);
        var spec = StoreTable.Spec(mode, kind == "MySql" ? null : "month(trade_date)");
        await table.RunAsync(spec, StoreTable.Day("20240102", A1, B1));
        await using (var writer = await table.Store.OpenWriterAsync(spec, CancellationToken.None))
        {
            var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(StoreTable.Slice("", [], A2), CancellationToken.None));
            Assert.Contains("does not say which rows", refused.Message);
            await writer.CompleteAsync(CancellationToken.None);
        }
        Assert.Equal(Row.Sorted(A1, B1), await table.ReadAsync());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task A_refused_slice_leaves_nothing_and_the_writer_goes_on(string kind, WriteMode mode)
    {
        if (mode == WriteMode.Append) return; // has no key to be null
        await using var table = await StoreTable.CreateAsync(kind);
        await using var writer = await table.Store.OpenWriterAsync(StoreTable.Spec(kind, mode), CancellationToken.None);
        await writer.WriteAsync(StoreTable.Day("20240102", A1), CancellationToken.None);
        var rows = Enumerable.Range(0, 20).Select(i => new Row(i == 16 ? null : $"C{i}", "20240103", i)).ToArray();
        var refused = await Assert.ThrowsAsync<SliceRejectedException>(async () => await writer.WriteAsync(StoreTable.Day("20240103", rows), CancellationToken.None));
        Assert.Equal(FailureCategory.Value, refused.Failure.Category);
        Assert.Contains("Row 17, column 'ts_code'", refused.Message);
        await writer.WriteAsync(StoreTable.Day("20240203", B2), CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
        Assert.Equal(Row.Sorted(A1, B2), await table.ReadAsync());
        Assert.Equal(["trade_date=20240102", "trade_date=20240203"], (await table.MarkersAsync()).Select(m => m.Slice).Order());
    }

    [Theory, MemberData(nameof(Modes))]
    public async Task Overlapping_slices_in_any_order_and_any_spill_end_alike(string kind, WriteMode mode)
    {
        if (mode is WriteMode.Append or WriteMode.ReplaceSlice) return; // in these, slices do not overlap
        var random = new Random(17);
        var slices = Enumerable.Range(0, 30).Select(s => Enumerable.Range(0, 40).Select(_ => new Row($"C{random.Next(30)}", $"2024{random.Next(1, 4):D2}{random.Next(1, 9):D2}", s, s)).ToArray()).ToList();
        var expected = Row.Sorted(slices.SelectMany(s => s).GroupBy(r => (r.Code, r.Date)).Select(g => g.MaxBy(r => r.Volume)!));
        foreach (var spill in new[] { 1L << 30, 2000, 1 })
        {
            await using var table = await StoreTable.CreateAsync(kind, new() { SpillBytes = spill, BlockRows = 16, MergeRuns = 4 });
            var spec = StoreTable.Spec(mode, StoreTable.CanPartition(kind) ? "month(trade_date)" : null, version: "vol");
            var order = Enumerable.Range(0, slices.Count).ToArray();
            random.Shuffle(order);
            await table.RunAsync(spec, [.. order.Select(i => StoreTable.Slice($"s={i}", [], slices[i]))]);
            Assert.Equal(expected, await table.ReadAsync());
            Assert.Equal(30, (await table.MarkersAsync()).Count);
        }
    }
}
