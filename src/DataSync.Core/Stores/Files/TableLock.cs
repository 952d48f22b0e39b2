namespace DataSync.Stores.Files;

/// <summary>
/// The lock of a table's one writer: a file held open exclusively, which the system lets go when its process ends, however it ends. Who holds it
/// stands in a file beside it, as a locked file cannot be read everywhere.
/// </summary>
internal sealed class TableLock : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private readonly FileStream _file;

    private TableLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting up to <paramref name="timeout"/>.</summary>
    /// <exception cref="DataSyncException"><c>TargetLocked</c>, naming the holder.</exception>
    public static async Task<TableLock> TakeAsync(TablePaths paths, string table, string holder, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (TryTake(paths) is { } held)
            {
                WriteHolder(paths, holder);
                return held;
            }
            if (time.GetElapsedTime(started) >= timeout)
            {
                throw new DataSyncException("TargetLocked", $"Table '{table}' is being written by {ReadHolder(paths)}; waited {timeout.TotalSeconds:0.#} s.",
                    "Wait until it ends, or give a longer lock timeout. The lock goes with its process: there is no file to remove.");
            }
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    public void Dispose() => _file.Dispose();

    private static TableLock? TryTake(TablePaths paths)
    {
        try
        {
            // the folder may have been removed by the writer waited for
            Disk.CreateFolder(paths.Bookkeeping);
            var file = new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (File.Exists(paths.Lock)) return new TableLock(file);
            file.Dispose();
            return null;
        }
        catch (IOException) when (File.Exists(paths.Lock))
        {
            return null;
        }
    }

    private static void WriteHolder(TablePaths paths, string holder) => FileFailpoints.Around(FileFailpoints.Lock, () =>
        File.WriteAllText(paths.Holder, $"{(holder.Length > 0 ? holder : "another writer")} (process {Environment.ProcessId} on {Environment.MachineName})"));

    private static string ReadHolder(TablePaths paths)
    {
        try
        {
            using var reader = new StreamReader(Disk.OpenShared(paths.Holder));
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "another process"; // it has the lock, and has not written its name yet
        }
    }
}
