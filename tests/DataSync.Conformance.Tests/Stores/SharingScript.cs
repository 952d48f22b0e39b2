using DataSync.Stores;

namespace DataSync.Conformance.Tests.Stores;

/// <summary>A process that writes to a table which another one writes to at the same time.</summary>
internal static class SharingScript
{
    public const string WorkerArgument = "--sharing-worker";
    private const int Slices = 4, RowsOfSlice = 30;

    public static async Task<int> RunWorkerAsync(string kind, string place, string name)
    {
        await using var store = StoreTable.Open(FileTable.FileKinds.Contains(kind) ? FileTable.Definition(kind, place) : TestServer.Get(kind).Define(place));
        await using var writer = await store.OpenWriterAsync(StoreTable.Spec(kind, WriteMode.Upsert) with { LockTimeout = TimeSpan.FromMinutes(5), Holder = name }, CancellationToken.None);
        for (var slice = 0; slice < Slices; slice++)
        {
            await writer.WriteAsync(StoreTable.Slice($"name={name}&s={slice}", [], [.. Rows(name, slice)]), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
        await writer.CompleteAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>What processes of these names have written when all are done.</summary>
    public static List<string> Expected(params string[] names) => Row.Sorted(names.SelectMany(name => Enumerable.Range(0, Slices).SelectMany(slice => Rows(name, slice))));

    private static IEnumerable<Row> Rows(string name, int slice) => Enumerable.Range(0, RowsOfSlice).Select(i => new Row($"{name}{i}", $"2024010{slice + 1}", i, slice));
}
