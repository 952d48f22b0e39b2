namespace DataSync.Rows;

/// <summary>Files of a moment, gone with their stream; where the system can, they have no name, so that a killed process leaves nothing.</summary>
internal static class ScratchFile
{
    /// <summary>Makes one, for reading and writing.</summary>
    /// <param name="folder">Where; null: the system's folder for such files.</param>
    public static FileStream Create(string? folder = null)
    {
        var path = Path.Combine(folder ?? Path.GetTempPath(), $"datasync-{Guid.NewGuid():N}.part");
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        // Windows removes it even when the process is killed; elsewhere an open file lives on without its name
        if (!OperatingSystem.IsWindows()) File.Delete(path);
        return file;
    }
}
