using DataSync.Conformance.Tests.Kills;
using DataSync.Conformance.Tests.Stores;
using DataSync.Rows;
using DataSync.Stores;
using DataSync.Stores.Databases;

namespace DataSync.Conformance.Tests.Databases;

/// <summary>The run against a database that is killed and repeated: it asks the slices that are not done, as the sync engine does, and meets a new column on its way.</summary>
internal static class DatabaseKillScript
{
    public const string WorkerArgument = "--database-kill-worker";

    /// <summary>So small that the larger slices have transactions of their own.</summary>
    private static readonly DatabaseLimits Limits = new() { BufferBytes = 400, CommitRows = 25 };

    private static readonly Column[] Grown = [new("vol", DataType.Double), new("extra", DataType.Decimal(10, 2))];

    public static async Task<int> RunWorkerAsync(string kind, WriteMode mode, string database)
    {
        await RunAsync(kind, mode, database, KillScript.Slices(mode), "second", grows: true, slice => Console.Out.WriteLine(slice));
        return 0;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task RunAsync(string kind, WriteMode mode, string database, IReadOnlyList<SliceRows> slices, string generation, bool grows, Action<string> took)
    {
        await using var store = SqlStores.Open(TestServer.Get(kind).Define(database), Limits);
        // the server may need a moment to see that a killed client is gone
        var spec = StoreTable.Spec(mode, StoreTable.CanPartition(kind) ? "month(trade_date)" : null, generation: generation) with { LockTimeout = TimeSpan.FromSeconds(30) };
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

    /// <summary>The rows and slices as a reader sees them.</summary>
    public static async Task<(List<string> Rows, List<string> Slices)> ReadAsync(string kind, string database)
    {
        await using var store = SqlStores.Open(TestServer.Get(kind).Define(database), Limits);
        var rows = new List<string>();
        foreach (var batch in await store.ReadAllAsync(StoreTable.Name))
            for (var row = 0; row < batch.RowCount; row++)
                rows.Add(string.Join("|", batch.Columns.Select(c => $"{c.Column}={StoreTable.Text(c.GetValue(row))}")));
        rows.Sort(StringComparer.Ordinal);
        var slices = (await store.ReadMarkersAsync(StoreTable.Name, 0, CancellationToken.None).ToListAsync()).Select(m => m.Slice).Order(StringComparer.Ordinal).ToList();
        return (rows, slices);
    }
}
