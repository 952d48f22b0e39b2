using System.Text;

namespace DataSync.Catalog;

/// <summary>Writes whole files so that a reader, or the next start after a crash, sees the old text or the new, never a part.</summary>
internal static class AtomicFile
{
    public static void WriteAllText(string path, string text)
    {
        var aside = $"{path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                file.Write(Encoding.UTF8.GetBytes(text));
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
