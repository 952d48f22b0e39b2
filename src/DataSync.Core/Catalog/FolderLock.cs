namespace DataSync.Catalog;

/// <summary>One writer of the catalog at a time, over processes: an exclusively opened file, which the system lets go when its holder dies.</summary>
internal sealed class FolderLock : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <exception cref="DataSyncException"><c>WorkspaceLocked</c>: another process held it for 30 seconds; <c>WorkspaceNotWritable</c>.</exception>
    public static FolderLock Take(string root, string noun = "workspace")
    {
        var path = Path.Combine(root, ".lock");
        var deadline = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        using var pause = new ManualResetEventSlim();
        while (true)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
            }
            catch (IOException) when (File.Exists(path) && Environment.TickCount64 < deadline)
            {
                pause.Wait(TimeSpan.FromMilliseconds(10));
            }
            catch (IOException e) when (File.Exists(path))
            {
                throw new DataSyncException("WorkspaceLocked", $"Another process has been changing the {noun} '{root}' for {Patience.TotalSeconds:0} seconds.", "Wait for it, or end it.", e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new DataSyncException("WorkspaceNotWritable", $"The {noun} '{root}' cannot be written: {e.Message}", "Check the folder's rights, or name another one.", e);
            }
        }
    }

    public void Dispose() => _file.Dispose();
}
