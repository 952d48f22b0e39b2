using DataSync.Conformance.Tests.Stores;
using DataSync.Stores.Files;
using Xunit;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>What a power cut would show and a kill cannot: files are flushed to the disk, and so are their folders, before a log record names them; only then they get their names.</summary>
public sealed class FlushOrderTests
{
    public static TheoryData<WriteMode> Modes() => [.. Enum.GetValues<WriteMode>()];

    [Theory, MemberData(nameof(Modes))]
    public async Task Files_are_flushed_before_the_record_and_named_after_it(WriteMode mode)
    {
        var folder = FileTable.NewFolder();
        try
        {
            await KillScript.RunAsync("Csv", mode, folder, KillScript.BaseSlices, "first", _ => { });
            var (exitCode, _, errors) = await Worker.RunAsync(Worker.Start("trace", KillScript.WorkerArgument, "Csv", mode.ToString(), folder));
            Assert.Equal(0, exitCode);
            var (flushed, listed, named, commits, folderFlushed, recording) = (0, 0, 0, 0, true, false);
            foreach (var step in errors.Split('\n', StringSplitOptions.TrimEntries))
            {
                switch (step)
                {
                    case FileFailpoints.PartFlush + ".after":
                        flushed++;
                        folderFlushed = false;
                        break;
                    case FileFailpoints.DeltaFlush + ".after":
                        folderFlushed = false;
                        break;
                    case FileFailpoints.FolderFlush + ".after":
                        folderFlushed = true;
                        break;
                    case FileFailpoints.LogRecord + ".before":
                        Assert.True(folderFlushed, "A record was written before the folder of its files was flushed.");
                        recording = true;
                        break;
                    case FileFailpoints.LogFlush + ".after" when recording:
                        listed = flushed;
                        commits++;
                        break;
                    case FileFailpoints.LogRecord + ".after":
                        recording = false;
                        break;
                    case FileFailpoints.Rename + ".before":
                        Assert.True(++named <= listed, "A file got its name before it was flushed and committed.");
                        folderFlushed = false;
                        break;
                }
            }
            Assert.True(commits > 0 && named > 0);
            Assert.True(folderFlushed, "The last names were not flushed.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task A_flush_goes_to_the_disk()
    {
        var folder = FileTable.NewFolder();
        await using (var file = new RecordingFile(Path.Combine(folder, "file")))
        {
            Disk.Flush(file, FileFailpoints.PartFlush);
            Assert.Equal([true], file.Flushes);
        }
        Directory.Delete(folder, recursive: true);
    }

    private sealed class RecordingFile(string path) : FileStream(path, FileMode.Create)
    {
        public List<bool> Flushes { get; } = [];

        public override void Flush(bool flushToDisk)
        {
            Flushes.Add(flushToDisk);
            base.Flush(flushToDisk);
        }
    }
}
