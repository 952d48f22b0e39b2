using System.Text.RegularExpressions;

namespace DataSync.Stores.Files;

/// <summary>Puts the files of a table in the state that its log says.</summary>
internal static partial class TableFiles
{
    /// <summary>The one live file of a partition, in the modes that merge.</summary>
    public static string MergedPath(string partition, IFileFormat format) => Under(partition, "data" + format.Extension);

    /// <summary>A part that an append commit adds.</summary>
    public static string PartPath(string partition, long sequence, int number, IFileFormat format) => Under(partition, FormattableString.Invariant($"part-{sequence:D8}-{number:D4}{format.Extension}"));

    /// <summary>The path of a file that is written anew: as before, with the ending of the store's settings of now.</summary>
    public static string CurrentPath(string path, IFileFormat format)
    {
        var ending = format.Extensions.Where(e => path.EndsWith(e, StringComparison.Ordinal)).MaxBy(e => e.Length) ?? "";
        return path[..^ending.Length] + format.Extension;
    }

    /// <summary>Does what follows a commit: gives new files their names, removes what no longer lives. May be done again.</summary>
    public static void Settle(TablePaths paths, LogRecord record)
    {
        FolderSwap.Swap(paths, record);
        var folders = new HashSet<string>();
        foreach (var file in record.Added ?? [])
        {
            var temp = paths.Temp(file.Temp);
            if (!File.Exists(temp)) continue;
            var path = paths.Data(file.Path);
            Disk.CreateFolder(Path.GetDirectoryName(path)!);
            FileFailpoints.Around(FileFailpoints.Rename, () => File.Move(temp, path, overwrite: true));
            folders.Add(Path.GetDirectoryName(path)!);
        }
        foreach (var folder in folders) Disk.FlushFolder(folder);
        foreach (var path in record.Removed ?? []) Remove(paths.Data(path), paths.Root);
        foreach (var name in record.Consumed ?? []) Remove(paths.Delta(name), paths.DeltaFolder);
    }

    /// <summary>Removes what killed writers left: temporary files, deltas and parts of which the log knows nothing.</summary>
    public static void Clean(TableContext context, Manifest manifest)
    {
        var paths = context.Paths;
        var deltas = manifest.Deltas.Concat(manifest.GenerationDeltas).Select(d => d.Name).ToHashSet();
        var dead = Directory.EnumerateFiles(paths.TempFolder)
            .Concat(Directory.EnumerateFiles(paths.DeltaFolder).Where(f => !deltas.Contains(Path.GetFileName(f))))
            .Concat(OwnFiles(context).Where(f => !manifest.Files.ContainsKey(Relative(paths, f))))
            .ToList();
        if (dead.Count > 0) FileFailpoints.Around(FileFailpoints.Clean, () => dead.ForEach(f => Remove(f, paths.Root)));
        FolderSwap.Clear(paths);
        foreach (var folder in UncommittedArchives(paths, manifest).ToList()) Directory.Delete(folder, recursive: true);
    }

    /// <summary>The data files in a table's folder, listed or not.</summary>
    public static IEnumerable<string> DataFiles(TableContext context) => DataFiles(context, context.Format.Extension);

    /// <summary>Those that have names the writers here give, of older settings too.</summary>
    public static IEnumerable<string> OwnFiles(TableContext context) => context.Format.Extensions.SelectMany(e => DataFiles(context, e)).Where(IsOwnName);

    /// <summary>True for a name that the writers here give.</summary>
    public static bool IsOwnName(string file) => OwnName().IsMatch(Path.GetFileName(file));

    private static IEnumerable<string> DataFiles(TableContext context, string extension) => !Directory.Exists(context.Paths.Root) ? [] :
        Directory.EnumerateFiles(context.Paths.Root, "*" + extension, SearchOption.AllDirectories)
            .Where(f => !f.StartsWith(context.Paths.Bookkeeping + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    /// <summary>Removes a file, and its partition's folder where that is empty then.</summary>
    public static void Remove(string path, string root)
    {
        if (!File.Exists(path)) return;
        FileFailpoints.Around(FileFailpoints.Remove, () => File.Delete(path));
        var folder = Path.GetDirectoryName(path)!;
        if (folder != root && Path.GetFileName(folder).Contains('=') && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    /// <summary>Columns that a killed migration kept aside before it came to its commit.</summary>
    private static IEnumerable<string> UncommittedArchives(TablePaths paths, Manifest manifest) => !Directory.Exists(paths.ArchiveFolder) ? [] :
        Directory.EnumerateDirectories(paths.ArchiveFolder).Where(f => !manifest.Migrations.SelectMany(m => m.Archives).Any(a => a.Folder == Path.GetFileName(f)));

    private static string Relative(TablePaths paths, string path) => Path.GetRelativePath(paths.Root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string Under(string partition, string name) => partition.Length > 0 ? partition + "/" + name : name;

    [GeneratedRegex(@"^(data|part-\d{8,}-\d{4,})(\.[a-z]+)+$")]
    private static partial Regex OwnName();
}
