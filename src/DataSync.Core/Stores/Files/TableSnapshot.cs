namespace DataSync.Stores.Files;

/// <summary>A table's files, all opened at one moment: what is read from them is one commit's, whatever a writer does meanwhile.</summary>
internal sealed class TableSnapshot : IAsyncDisposable
{
    private const int MostTries = 100;

    private TableSnapshot(Manifest manifest) => Manifest = manifest;

    public Manifest Manifest { get; }
    /// <summary>The open live files, by path.</summary>
    public List<(FileEntry Entry, FileStream Stream)> Files { get; } = [];
    /// <summary>The open deltas, oldest first.</summary>
    public List<(DeltaEntry Entry, DeltaFile? File)> Deltas { get; } = [];

    /// <summary>Opens the files that are wanted.</summary>
    public static async Task<TableSnapshot> OpenAsync(TableContext context, string table, Func<Manifest, FileEntry, bool> wantedFile, Func<DeltaEntry, bool> wantedDelta)
    {
        var log = new TableLog(context.Paths);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var length = log.Length;
            var manifest = log.ReadManifest() ?? throw new DataSyncException("TableNotFound", $"There is no table '{table}' in '{Path.GetDirectoryName(context.Paths.Root)}'.", "Get-DsStore lists stores; a table is made by its first Invoke-DsSync.");
            var snapshot = new TableSnapshot(manifest);
            var complete = snapshot.TryOpen(context, wantedFile, wantedDelta);
            if (log.Length == length || snapshot.IsStillLive(log)) return snapshot;
            await snapshot.DisposeAsync();
            if (!complete) await Task.Yield();
        }
        throw new DataSyncException("TableBusy", $"'{context.Paths.Root}' changed {MostTries} times while it was being opened.", "Read it again when the writer has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, stream) in Files) await stream.DisposeAsync();
        foreach (var (_, delta) in Deltas)
            if (delta is not null)
                await delta.DisposeAsync();
    }

    /// <summary>False where a file is gone: its writer replaced it, or its owner deleted it, which the next writer will find.</summary>
    private bool TryOpen(TableContext context, Func<Manifest, FileEntry, bool> wantedFile, Func<DeltaEntry, bool> wantedDelta)
    {
        var complete = true;
        foreach (var entry in Manifest.Files.Values.Where(f => wantedFile(Manifest, f)))
        {
            // a file of the newest commit may not have its name yet, and its name may still be the old file's
            var stream = (entry.Sequence == Manifest.Sequence ? TryOpen(context.Paths.Temp(entry.Temp)) : null) ?? TryOpen(context.Paths.Data(entry.Path));
            if (stream is null) complete = false;
            else Files.Add((entry, stream));
        }
        foreach (var entry in Manifest.Deltas.Where(wantedDelta))
        {
            var path = context.Paths.Delta(entry.Name);
            if (entry.Rows > 0 && !File.Exists(path)) complete = false;
            else Deltas.Add((entry, entry.Rows > 0 ? DeltaFile.Open(path) : null));
        }
        return complete;
    }

    private bool IsStillLive(TableLog log) =>
        log.ReadManifest() is { } now && now.BirthId == Manifest.BirthId
        && Files.TrueForAll(f => now.Files.TryGetValue(f.Entry.Path, out var live) && live.Sequence == f.Entry.Sequence)
        && Deltas.TrueForAll(d => now.Deltas.Exists(x => x.Name == d.Entry.Name));

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return Disk.OpenShared(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
