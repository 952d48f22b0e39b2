namespace DataSync.Secrets;

/// <summary>Files and folders that only their owner can read. On Windows a user's own folders are so by inheritance.</summary>
internal static class PrivateFiles
{
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const UnixFileMode OthersModes = (UnixFileMode)0b000_111_111;

    public static void MakeFolder(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, FolderMode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSyncException("WorkspaceNotWritable", $"The folder '{path}' cannot be made: {e.Message}", "Check the parent folder's rights.", e);
        }
    }

    /// <exception cref="DataSyncException"><c>SecretFileOpen</c>: others can read the file, or change it.</exception>
    public static void RequirePrivate(string path, string what)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersModes) != 0)
            throw new DataSyncException("SecretFileOpen", $"The {what} {path} is open to others than its owner.", $"chmod 600 '{path}'");
    }
}
