namespace DataSync.Sync;

/// <summary>Files that are gone when they are closed, also where the process is killed.</summary>
internal static class ScratchFile
{
    /// <summary>Makes one, for reading and writing.</summary>
    public static FileStream Create(string folder)
    {
        var path = Path.Combine(folder, $"datasync-{Guid.NewGuid():N}.stage");
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            BufferSize = 1 << 16,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });
        // Windows removes it even when the process is killed; elsewhere an open file lives on without its name
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
