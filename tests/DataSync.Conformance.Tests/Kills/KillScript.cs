using DataSync.Conformance.Tests.Stores;
using DataSync.Stores;
using DataSync.Stores.Files;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>The run that is killed and repeated: it asks the slices that are not done, as the sync engine does.</summary>
internal static class KillScript
{
    public const string WorkerArgument = "--kill-worker";

    /// <summary>Ends a worker whose run is not done.</summary>
    public const int NotDone = 3;

    /// <summary>So small that a few rows spill, that deltas are merged into longer ones, and that the log is compacted.</summary>
    private static readonly FileStoreOptions Options = new() { SpillBytes = 600, PartRows = 25, BlockRows = 8, MergeRuns = 3, OpenParts = 2, LogBytes = 1 };

    /// <summary>The slices of the run that the killed one comes after.</summary>
    public static IReadOnlyList<SliceRows> BaseSlices => [Day("20240102", 1), Day("20240203", 1), Day("20240304", 1)];

    /// <summary>The slices of the killed run. In Append mode each day comes once; in the others days come again, one of them empty.</summary>
    public static IReadOnlyList<SliceRows> Slices(WriteMode mode) => mode == WriteMode.Append
        ? [Day("20240103", 2), Day("20240104", 2), StoreTable.Day("20240105"), Day("20240204", 2), Day("20240206", 2), Day("20240403", 2)]
        : [Again("20240102", 2), Again("20240103", 2), mode == WriteMode.ReplaceSlice ? Rename(StoreTable.Day("20240304")) : Again("20240105", 2), Again("20240204", 2), Again("20240206", 2), Again("20240403", 2)];

    public static FileTable Open(string kind, string folder) => new(kind, folder, Options);

    public static TargetSpec Spec(WriteMode mode, string generation) => StoreTable.Spec(mode, generation: generation) with { LockTimeout = TimeSpan.Zero };

    public static async Task<int> RunWorkerAsync(string kind, WriteMode mode, string folder)
    {
        try
        {
            await RunAsync(kind, mode, folder, Slices(mode), "second", slice => Console.Out.WriteLine(slice));
            return 0;
        }
        catch (DataSyncException e)
        {
            Console.Error.WriteLine($"{e.Id}: {e.Message} {e.Advice}");
            return NotDone;
        }
    }

    /// <summary>Runs to the end.</summary>
    public static async Task RunAsync(string kind, WriteMode mode, string folder, IReadOnlyList<SliceRows> slices, string generation, Action<string> took)
    {
        await using var table = Open(kind, folder);
        await using var writer = await table.Store.OpenWriterAsync(Spec(mode, generation), CancellationToken.None);
        var done = (await table.MarkersAsync()).Select(m => m.Slice).Where(_ => mode != WriteMode.Replace).Concat(writer.GenerationSlices).ToHashSet();
        var taken = 0;
        foreach (var slice in slices.Where(s => !done.Contains(s.Marker.Slice)))
        {
            await writer.WriteAsync(slice, CancellationToken.None);
            took(slice.Marker.Slice);
            if (++taken % 2 == 0) await writer.FlushAsync(CancellationToken.None);
        }
        await writer.CompleteAsync(CancellationToken.None);
    }

    /// <summary>Leaves what a crash leaves: a line cut in the middle, a temporary file, a delta that no commit lists.</summary>
    public static void LeaveDebris(string kind, string folder)
    {
        var paths = new FileTable(kind, folder).Paths;
        File.AppendAllText(paths.Log, "0123456789abcdef {\"sequence\":");
        File.WriteAllText(paths.Temp("9-0.tmp"), "half");
        File.WriteAllText(paths.Delta("00000009-0000.delta"), "half");
    }

    private static SliceRows Day(string day, int version) => StoreTable.Day(day, Rows(day, version));

    /// <summary>The same day's rows under another slice's name, so that a mode that asks days again is seen to do so.</summary>
    private static SliceRows Again(string day, int version) => Rename(Day(day, version));

    private static SliceRows Rename(SliceRows slice) => slice with { Marker = slice.Marker with { Slice = slice.Marker.Slice + "&again=1" } };

    private static Row[] Rows(string day, int version) => [.. Enumerable.Range(0, 9 + version).Select(i => new Row($"C{i * 7 % 10}{(i > 9 ? "x" : "")}", day, version + i / 8.0, i, i % 3 == 0 ? null : "名\n\"x\""))];
}
