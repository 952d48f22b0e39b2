using System.Runtime.InteropServices;

namespace DataSync.Stores.Files;

/// <summary>What the file system is asked to do durably, and its errors in the user's words.</summary>
internal static partial class Disk
{
    private const int OutOfSpaceUnix = 28, QuotaUnix = 122;
    private const int DiskFullWindows = unchecked((int)0x80070070), HandleDiskFullWindows = unchecked((int)0x80070027);

    /// <summary>Opens a new file for writing.</summary>
    public static FileStream Create(string path) => new(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, 1 << 17);

    /// <summary>Opens a file that a writer may replace or remove meanwhile.</summary>
    public static FileStream OpenShared(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 1 << 16,
        Options = FileOptions.SequentialScan,
    });

    /// <summary>Flushes a file's bytes to the disk, so that a log record may name it.</summary>
    public static void Flush(FileStream file, string step) => FileFailpoints.Around(step, () => file.Flush(flushToDisk: true));

    /// <summary>Flushes a folder's entries to the disk, without which a rename or a new file may not outlive a power cut. Windows does so by itself.</summary>
    public static void FlushFolder(string path) => FileFailpoints.Around(FileFailpoints.FolderFlush, () =>
    {
        if (OperatingSystem.IsWindows()) return;
        var folder = OpenFolder(path, 0);
        if (folder < 0) throw new IOException($"The folder '{path}' cannot be opened to flush it.", Marshal.GetLastPInvokeError());
        try
        {
            if (FSync(folder) != 0) throw new IOException($"The folder '{path}' cannot be flushed.", Marshal.GetLastPInvokeError());
        }
        finally
        {
            _ = Close(folder);
        }
    });

    /// <summary>Makes a folder and flushes the parents of what was made.</summary>
    public static void CreateFolder(string path)
    {
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) CreateFolder(parent);
        Directory.CreateDirectory(path);
        if (parent is not null) FlushFolder(parent);
    }

    /// <summary>True for the errors that the place of a store is to blame for.</summary>
    public static bool IsPlaceError(Exception exception) => exception is IOException or UnauthorizedAccessException || IsFileTooLarge(exception);

    /// <summary>The user's form of such an error: <c>StoreFull</c> or <c>StoreNotWritable</c>.</summary>
    public static DataSyncException Explain(string place, Exception exception)
    {
        if (IsFileTooLarge(exception) || exception.HResult is OutOfSpaceUnix or QuotaUnix or DiskFullWindows or HandleDiskFullWindows)
        {
            return new DataSyncException("StoreFull", $"No space is left at '{place}': {exception.Message}",
                "Free space there, or give the store another Path, then run the same command again: nothing half-written became visible.", exception);
        }
        return new DataSyncException("StoreNotWritable", $"'{place}' cannot be written: {exception.Message}",
            "Check that the folder exists, that this account may write there, and that the disk is mounted writable, then run the same command again.", exception);
    }

    /// <summary>True where a file may not grow (EFBIG: a limit of the process or the file system), which .NET reports as a wrong argument of its own.</summary>
    private static bool IsFileTooLarge(Exception exception) => exception is ArgumentOutOfRangeException { ParamName: "value", TargetSite.DeclaringType: var thrower } && thrower == typeof(RandomAccess);

    /// <summary>Bytes free for this account where a folder lies or will lie; null where unknown.</summary>
    public static long? FreeBytes(string path)
    {
        var existing = path;
        while (existing is not null && !Directory.Exists(existing)) existing = Path.GetDirectoryName(existing);
        return existing is null ? null : new DriveInfo(existing).AvailableFreeSpace;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
