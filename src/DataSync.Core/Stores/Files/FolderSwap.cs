using System.Runtime.InteropServices;

namespace DataSync.Stores.Files;

/// <summary>
/// Gives a partition's folder its new files in one step where some take the place of others of different names, so that a glob sees each row once at any
/// moment: a folder with the new files, and links to those that stay, is made aside, and the two exchange their names. Linux can do that on most file systems;
/// elsewhere nothing is done here, and for a moment a glob sees old and new files together. Readers of the manifest never do.
/// </summary>
internal static partial class FolderSwap
{
    private const int CurrentFolder = -100, RenameExchange = 2; // AT_FDCWD, RENAME_EXCHANGE

    /// <summary>Swaps the folders of the partitions that a record changes so. May be done again.</summary>
    public static void Swap(TablePaths paths, LogRecord record)
    {
        if (!OperatingSystem.IsLinux() || record.Removed is not { Count: > 0 } || record.Added is null) return;
        foreach (var partition in record.Added.Where(f => f.Partition.Length > 0 && File.Exists(paths.Temp(f.Temp))).GroupBy(f => f.Partition))
        {
            var live = paths.Data(partition.Key);
            var removed = record.Removed.Select(paths.Data).Where(f => Path.GetDirectoryName(f) == live).Select(f => Path.GetFileName(f)).ToHashSet();
            if (removed.Any(name => File.Exists(Path.Combine(live, name)))) Swap(paths, live, removed, [.. partition]);
        }
    }

    /// <summary>Removes what a killed writer left aside. Files of others that lie there came into the folder while it was exchanged, and go back to it.</summary>
    public static void Clear(TablePaths paths)
    {
        if (!Directory.Exists(paths.Aside)) return;
        foreach (var folder in Directory.EnumerateDirectories(paths.Aside).ToList()) Clear(folder, Path.Combine(paths.Root, Path.GetFileName(folder)));
        Directory.Delete(paths.Aside, recursive: true);
    }

    private static void Swap(TablePaths paths, string live, HashSet<string> removed, List<FileEntry> added)
    {
        if (Directory.EnumerateDirectories(live).Any()) return; // folders of others cannot be linked
        Clear(paths);
        var aside = Path.Combine(paths.Aside, Path.GetFileName(live));
        Disk.CreateFolder(aside);
        var names = added.ToDictionary(f => Path.GetFileName(paths.Data(f.Path)), f => paths.Temp(f.Temp));
        foreach (var file in Directory.EnumerateFiles(live))
            if (!removed.Contains(Path.GetFileName(file)))
                names.TryAdd(Path.GetFileName(file), file);
        if (names.All(n => Link(n.Value, Path.Combine(aside, n.Key)) == 0))
        {
            Disk.FlushFolder(aside);
            var isDone = false;
            FileFailpoints.Around(FileFailpoints.Exchange, () => isDone = TryExchange(aside, live));
            if (isDone)
            {
                Disk.FlushFolder(paths.Root);
                foreach (var file in added) File.Delete(paths.Temp(file.Temp));
            }
        }
        Clear(paths);
    }

    private static void Clear(string aside, string live)
    {
        foreach (var file in Directory.EnumerateFiles(aside))
        {
            var name = Path.Combine(live, Path.GetFileName(file));
            if (!TableFiles.IsOwnName(file) && Directory.Exists(live) && !File.Exists(name)) File.Move(file, name);
        }
    }

    private static bool TryExchange(string a, string b)
    {
        try
        {
            return Rename(CurrentFolder, a, CurrentFolder, b, RenameExchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false; // an old C library
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(int fromFolder, string from, int toFolder, string to, uint flags);
}
