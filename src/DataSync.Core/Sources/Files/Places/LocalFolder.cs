using DataSync.Catalog;

namespace DataSync.Sources.Files.Places;

/// <summary>A folder of this machine. What is read lies in it, links followed: nothing outside of what the user named.</summary>
internal sealed class LocalFolder
{
    private readonly string _root, _target;

    /// <summary>Takes a source's path apart.</summary>
    /// <param name="path">A folder, a file, or a pattern; a relative one counts from the workspace.</param>
    /// <param name="workspace">The workspace.</param>
    public LocalFolder(string path, Workspace workspace)
    {
        var full = workspace.Resolve(path);
        if (PathPattern.IsPattern(path))
        {
            var parts = full.Split(Path.DirectorySeparatorChar);
            var first = Array.FindIndex(parts, PathPattern.IsPattern);
            (_root, Pattern) = (string.Join(Path.DirectorySeparatorChar, parts[..first]) + Path.DirectorySeparatorChar, string.Join('/', parts[first..]));
        }
        else if (File.Exists(full)) (_root, Pattern) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        else _root = full;
        _root = Path.TrimEndingDirectorySeparator(_root);
        _target = Directory.Exists(_root) && new DirectoryInfo(_root).ResolveLinkTarget(returnFinalTarget: true) is { } target ? target.FullName : _root;
    }

    /// <summary>The folder.</summary>
    public string Root => _root;
    /// <summary>The pattern that the path ended with; null where it names a folder.</summary>
    public string? Pattern { get; }

    /// <summary>The files that a pattern stands for, by name.</summary>
    /// <exception cref="DataSyncException"><c>FileOutside</c>: a link leads out of the folder.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public IReadOnlyList<FoundFile> Find(IReadOnlyList<PathPart> parts)
    {
        var found = new SortedDictionary<string, FoundFile>(StringComparer.Ordinal);
        if (Directory.Exists(_root)) Walk(new DirectoryInfo(_root), "", parts, 0, found);
        return [.. found.Values];
    }

    /// <summary>A file by its name; null where it is not there.</summary>
    /// <exception cref="DataSyncException"><c>FileOutside</c>: the name leads out of the folder.</exception>
    public FoundFile? Find(string name)
    {
        var full = Path.GetFullPath(Path.Combine(_root, name));
        if (!IsWithin(full, _root)) throw Outside(name);
        var file = new FileInfo(full);
        if (!file.Exists) return null;
        for (DirectoryInfo? folder = file.Directory; folder is not null && folder.FullName.Length > _root.Length; folder = folder.Parent) RefuseLinkOut(folder, name);
        return Take(file, name);
    }

    /// <summary>Opens a file for reading, while others may write or replace it.</summary>
    public static FileStream Open(FoundFile file) => new(file.Location, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 1 << 16, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });

    private void Walk(DirectoryInfo folder, string prefix, IReadOnlyList<PathPart> parts, int at, SortedDictionary<string, FoundFile> found)
    {
        var (name, form) = parts[at];
        var isLast = at == parts.Count - 1;
        if (name is not null)
        {
            if (isLast && new FileInfo(Path.Combine(folder.FullName, name)) is { Exists: true } file) found[prefix + name] = Take(file, prefix + name);
            else if (!isLast && new DirectoryInfo(Path.Combine(folder.FullName, name)) is { Exists: true } inner) Enter(inner, prefix + name, at + 1);
            return;
        }
        if (form is null) Walk(folder, prefix, parts, at + 1, found);
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            // what a glob is not meant for: hidden files, and a store's own bookkeeping
            if (item.Name.StartsWith('.') || item.Name.Equals("_datasync", StringComparison.OrdinalIgnoreCase)) continue;
            if (item is DirectoryInfo inner)
            {
                if (form is null && inner.LinkTarget is null) Enter(inner, prefix + item.Name, at);
                else if (form is not null && !isLast && form.IsMatch(item.Name)) Enter(inner, prefix + item.Name, at + 1);
            }
            else if (isLast && form?.IsMatch(item.Name) == true) found[prefix + item.Name] = Take((FileInfo)item, prefix + item.Name);
        }

        void Enter(DirectoryInfo inner, string path, int next)
        {
            RefuseLinkOut(inner, path);
            Walk(inner, path + "/", parts, next, found);
        }
    }

    private FoundFile Take(FileInfo file, string name)
    {
        RefuseLinkOut(file, name);
        if (file.LinkTarget is null) return new(name, file.FullName, file.Length, file.LastWriteTimeUtc);
        var target = new FileInfo(file.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        return new(name, file.FullName, target.Exists ? target.Length : 0, target.LastWriteTimeUtc);
    }

    private void RefuseLinkOut(FileSystemInfo item, string name)
    {
        if (item.LinkTarget is null || item.ResolveLinkTarget(returnFinalTarget: true) is not { } target) return;
        if (!IsWithin(target.FullName, _root) && !IsWithin(target.FullName, _target)) throw Outside(name);
    }

    private DataSyncException Outside(string name) => new("FileOutside", $"'{name}' leads out of the folder '{_root}', so it is not read.", "Name the place itself in the source's -Path, or copy the file into the folder.");

    private static bool IsWithin(string path, string folder) =>
        path.StartsWith(folder.EndsWith(Path.DirectorySeparatorChar) ? folder : folder + Path.DirectorySeparatorChar, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
}
