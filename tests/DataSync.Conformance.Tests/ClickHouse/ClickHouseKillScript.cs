using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using DataSync.Stores.ClickHouse;

namespace DataSync.Conformance.Tests.ClickHouse;

/// <summary>The run that is killed and repeated: it asks the slices that are not done, as the sync engine does, and meets a new column on its way.</summary>
internal static class ClickHouseKillScript
{
    public const string WorkerArgument = "--clickhouse-kill-worker";

    /// <summary>So small that commits take several inserts; in half of the modes each slice has a commit of its own, as one that is too large to be held.</summary>
    private static ClickHouseLimits Limits(WriteMode mode) => new() { BufferBytes = mode is WriteMode.Append or WriteMode.ReplaceSlice ? 400 : 4000, CommitRows = 25, BlockRows = 8, InsertBytes = 600, ReadRows = 16 };

    private static readonly Column[] Grown = [new("vol", DataType.Double), new("extra", DataType.Decimal(10, 2))];

    public static async Task<int> RunWorkerAsync(WriteMode mode, string database)
    {
        await RunAsync(mode, database, KillScript.Slices(mode), "second", grows: true, slice => Console.Out.WriteLine(slice));
        return 0;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task RunAsync(WriteMode mode, string database, IReadOnlyList<SliceRows> slices, string generation, bool grows, Action<string> took)
    {
        await using var store = Open(mode, database);
        var spec = StoreTable.Spec(mode, generation: generation) with { LockTimeout = TimeSpan.Zero };
        await using var writer = await store.OpenWriterAsync(spec, CancellationToken.None);
        var markers = await store.ReadMarkersAsync(StoreTable.Name, 0, CancellationToken.None).ToListAsync();
        var done = markers.Select(m => m.Slice).Where(_ => mode != WriteMode.Replace).Concat(writer.GenerationSlices).ToHashSet();
        var taken = 0;
        foreach (var slice in slices.Where(s => !done.Contains(s.Marker.Slice)))
        {
            if (grows && taken == 1) await writer.EvolveAsync(Grown, CancellationToken.None);
            await writer.WriteAsync(slice, CancellationToken.None);
            took(slice.Marker.Slice);
            if (++taken % 2 == 0) await writer.FlushAsync(CancellationToken.None);
        }
        if (grows) await writer.EvolveAsync(Grown, CancellationToken.None);
        await writer.CompleteAsync(CancellationToken.None);
    }

    /// <summary>The rows and slices as our reader sees them, and the rows once more as plain SQL does.</summary>
    public static async Task<(List<string> Rows, List<string> Slices, ulong Plain)> ReadAsync(WriteMode mode, string database)
    {
        await using var store = Open(mode, database);
        var rows = new List<string>();
        foreach (var batch in await store.ReadAllAsync(StoreTable.Name))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(string.Join("|", batch.Columns.Select(c => $"{c.Column}={StoreTable.Text(c.GetValue(row))}")));
        rows.Sort(StringComparer.Ordinal);
        var slices = (await store.ReadMarkersAsync(StoreTable.Name, 0, CancellationToken.None).ToListAsync()).Select(m => m.Slice).Order(StringComparer.Ordinal).ToList();
        var plain = await ClickHouseStores.QueryAsync(database, $"SELECT count() FROM {StoreTable.Name}{(mode is WriteMode.Upsert or WriteMode.Replace ? " FINAL" : "")}");
        return (rows, slices, (ulong)plain.Single()!);
    }

    private static ClickHouseStore Open(WriteMode mode, string database) => ClickHouseStores.Open(ClickHouseStores.Server.Define(database), Limits(mode));
}
