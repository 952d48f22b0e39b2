using DataSync.Conformance.Tests.Stores;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>Kills an optimization at each failpoint: readers find the rows as they were, and run again, or by the next writer, it is finished.</summary>
public sealed class OptimizeKillTests
{
    public static TheoryData<string, WriteMode> Cases()
    {
        var data = new TheoryData<string, WriteMode>();
        foreach (var kind in new[] { "Parquet", "Csv" }) // the files of all kinds are written, named and exchanged by the same code
            foreach (var mode in Enum.GetValues<WriteMode>())
                if (kind == "Parquet" || mode == WriteMode.Append)
                    data.Add(kind, mode);
        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task An_optimization_killed_anywhere_leaves_the_rows_and_is_finished_later(string kind, WriteMode mode)
    {
        var root = FileTable.NewFolder();
        try
        {
            var original = Path.Combine(root, "original");
            await OptimizeScript.PrepareAsync(kind, mode, original);
            await using var table = KillScript.Open(kind, original);
            var (rows, slices) = (await table.ReadAsync(), (await table.MarkersAsync()).Select(m => m.Slice).ToList());
            var reached = new List<string>();
            foreach (var failpoint in FileFailpoints.Tidying)
            {
                var folder = Path.Combine(root, failpoint);
                FileTable.Copy(original, folder);
                var (exitCode, _, errors) = await Worker.RunAsync(Worker.Start(failpoint, OptimizeScript.WorkerArgument, kind, folder));
                if (errors.Contains($"failpoint {failpoint}", StringComparison.Ordinal)) reached.Add(failpoint);
                else Assert.True(exitCode == 0, errors);
                await using var killed = KillScript.Open(kind, folder);
                Assert.Equal(rows, await killed.ReadAsync());
                if (reached.Count % 2 == 0) await OptimizeScript.RunAsync(kind, folder);
                // the next writer finds everything in order too
                await using (var writer = await killed.Store.OpenWriterAsync(KillScript.Spec(mode, "second"), CancellationToken.None)) Assert.Empty(writer.Warnings);
                await OptimizeScript.RunAsync(kind, folder);
                Assert.Equal(rows, await killed.ReadAsync());
                Assert.Equal(slices, (await killed.MarkersAsync()).Select(m => m.Slice));
                Assert.Equal(rows.Select(r => r[..r.LastIndexOf('|')]), await killed.ReadGlobAsync());
                Assert.Equal([StoreTable.Name], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
                Directory.Delete(folder, recursive: true);
            }
            string[] expected = [FileFailpoints.LogRecord, FileFailpoints.PartFlush, mode == WriteMode.Append && OperatingSystem.IsLinux() ? FileFailpoints.Exchange : FileFailpoints.Rename];
            Assert.All(expected, step => Assert.Contains(step + ".after", reached));
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }
}
