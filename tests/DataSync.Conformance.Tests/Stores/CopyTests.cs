using DataSync.Stores;
using DataSync.Sync;
using Xunit;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>Copies of tables from any kind of store to any other, with what is done.</summary>
public class CopyTests
{
    /// <summary>New ones each time, as their rows can be read once.</summary>
    private static SliceRows[] Slices() =>
    [
        StoreTable.Day("20240102", new Row("A", "20240102", 1.25, -7), new Row("B", "20240102", null, null, "")),
        StoreTable.Day("20240103"),
        StoreTable.Day("20240203", new Row("A", "20240203", 1e300, 123_456_789_012_345, null)),
    ];

    public static TheoryData<string, WriteMode> Kinds()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in StoreTable.Kinds)
            foreach (var mode in Enum.GetValues<WriteMode>())
                data.Add(kind, mode);
        return data;
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_table_copied_there_and_back_is_the_same(string kind, WriteMode mode)
    {
        await using var original = await StoreTable.CreateAsync("Json");
        await using var there = await StoreTable.CreateAsync(kind);
        await using var back = await StoreTable.CreateAsync("Parquet");
        var spec = StoreTable.Spec(mode, kind == "MySql" ? null : "month(trade_date)", version: mode == WriteMode.Upsert ? "vol" : null); // MySQL's tables are kept whole
        await original.RunAsync(spec, Slices());
        await CopyAsync(original, there);
        await CopyAsync(there, back);

        Assert.Equal(await original.ReadAsync(), await there.ReadAsync());
        Assert.Equal(await original.ReadAsync(), await back.ReadAsync());
        Assert.Equal(await Markers(original), await Markers(there));
        Assert.Equal(await Markers(original), await Markers(back));
        var (first, last) = (await original.Store.GetStateAsync(StoreTable.Name, default), await back.Store.GetStateAsync(StoreTable.Name, default));
        Assert.Equal((first!.Mode, string.Join(",", first.Key), first.Partitioning, first.VersionColumn), (last!.Mode, string.Join(",", last.Key), last.Partitioning, last.VersionColumn));

        // a run goes on there: what is done stays, and what comes is added
        await there.RunAsync(spec with { Generation = mode == WriteMode.Replace ? "next" : null }, StoreTable.Day("20240301", new Row("C", "20240301", 3)));
        Assert.Equal(mode == WriteMode.Replace ? 1 : 4, (await there.ReadAsync()).Count);
    }

    private static async Task CopyAsync(StoreTable from, StoreTable to)
    {
        var copy = new TableCopy(from.Store, to.Store);
        var spec = await copy.DescribeAsync(StoreTable.Name, CancellationToken.None);
        Assert.Equal((3L, 3), await copy.RunAsync(StoreTable.Name, spec, marker => StoreTable.Day(marker.Slice["trade_date=".Length..]).Conditions, copied: null, CancellationToken.None));
    }

    private static async Task<List<string>> Markers(StoreTable table) =>
        [.. (await table.MarkersAsync()).Select(m => $"{m.Slice} {m.Rows} {m.Hash} {m.SchemaVersion} {m.Run}").Order(StringComparer.Ordinal)];
}
