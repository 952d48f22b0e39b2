using DataSync.Conformance.Tests.Stores;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>The optimization that is killed and repeated, of a table in which everything is left to do.</summary>
internal static class OptimizeScript
{
    public const string WorkerArgument = "--optimize-worker";

    /// <summary>Small parts, files of older columns, rows that wait.</summary>
    public static async Task PrepareAsync(string kind, WriteMode mode, string folder)
    {
        await KillScript.RunAsync(kind, mode, folder, KillScript.BaseSlices, "first", _ => { });
        await using var table = KillScript.Open(kind, folder);
        await using (var writer = await table.Store.OpenWriterAsync(KillScript.Spec(mode, "second"), CancellationToken.None))
        {
            await writer.EvolveAsync([new("added", DataType.Int64)], CancellationToken.None);
            foreach (var slice in KillScript.Slices(mode))
            {
                await writer.WriteAsync(slice, CancellationToken.None);
                await writer.FlushAsync(CancellationToken.None);
            }
        }
        KillScript.LeaveDebris(kind, folder);
    }

    public static async Task<int> RunWorkerAsync(string kind, string folder)
    {
        await RunAsync(kind, folder);
        return 0;
    }

    public static async Task RunAsync(string kind, string folder)
    {
        await using var table = KillScript.Open(kind, folder);
        await table.Store.OptimizeAsync(StoreTable.Name, TimeSpan.Zero, CancellationToken.None);
    }
}
