using System.Text;

namespace DataSync.Catalog;

/// <summary>Writes whole files so that a reader, or the next start after a crash, sees the old text or the new, never a part.</summary>
internal static class AtomicFile
{
    /// <param name="path">The file.</param>
    /// <param name="text">Its text.</param>
    /// <param name="mode">Who may read it, from the moment it exists; null: what the system gives new files.</param>
    public static void WriteAllText(string path, string text, UnixFileMode? mode = null) => Write(path, file => file.Write(Encoding.UTF8.GetBytes(text)), mode);

    /// <param name="path">The file.</param>
    /// <param name="write">Writes its content.</param>
    /// <param name="mode">Who may read it, from the moment it exists; null: what the system gives new files.</param>
    public static void Write(string path, Action<Stream> write, UnixFileMode? mode = null)
    {
        var aside = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
            using (var file = new FileStream(aside, options))
            {
                write(file);
                file.Flush(flushToDisk: true);
            }
            File.Move(aside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(aside);
            throw new DataSyncException("WorkspaceNotWritable", $"'{path}' cannot be written: {e.Message}", "Check the folder's rights and the free space on its disk.", e);
        }
    }
}
