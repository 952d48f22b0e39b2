using DataSync.Catalog;
using DataSync.Secrets;

namespace DataSync.Backup;

/// <summary>Which files of a workspace a copy of it holds: its definitions and scripts, never secrets, logs, or what only this machine needs; data where asked for.</summary>
internal sealed class BackupContent
{
    private static readonly string[] LeftOut = ["logs", "archive", ".git"];
    private readonly Workspace _workspace;
    private readonly HashSet<string> _secretFiles, _dataFolders;

    public BackupContent(Workspace workspace)
    {
        _workspace = workspace;
        _secretFiles = [.. WorkspaceSecrets.Find(workspace).Where(u => u.Reference.StartsWith("file:", StringComparison.OrdinalIgnoreCase)).Select(u => workspace.Resolve(u.Reference["file:".Length..].Trim()))];
        _dataFolders = [.. workspace.Stores.All().Select(s => s.Path).OfType<string>().Select(p => Path.TrimEndingDirectorySeparator(workspace.Resolve(p)))];
    }

    /// <summary>The files, relative to the workspace, with <c>/</c>.</summary>
    /// <param name="withData">True: the files of stores that lie in the workspace, too.</param>
    public IEnumerable<string> Files(bool withData)
    {
        foreach (var file in Walk(_workspace.Root, withData))
        {
            var name = Path.GetFileName(file);
            var state = name.StartsWith(Path.GetFileName(_workspace.StatePath), StringComparison.Ordinal) && Path.GetDirectoryName(file) == _workspace.Root;
            if (state || name == ".lock" || name.EndsWith(".tmp", StringComparison.Ordinal) || _secretFiles.Contains(file)) continue;
            yield return Path.GetRelativePath(_workspace.Root, file).Replace(Path.DirectorySeparatorChar, '/');
        }
    }

    /// <summary>Stores whose data lies in the workspace.</summary>
    public IEnumerable<string> InnerStores() => _workspace.Stores.All().Where(s => s.Path is { } path && IsInside(_workspace.Resolve(path))).Select(s => s.Name);

    private IEnumerable<string> Walk(string folder, bool withData)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            if (File.ResolveLinkTarget(file, returnFinalTarget: false) is null) yield return file;
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (Directory.ResolveLinkTarget(inner, returnFinalTarget: false) is not null) continue; // what it leads to is not the workspace's
            if (folder == _workspace.Root && LeftOut.Contains(Path.GetFileName(inner), StringComparer.OrdinalIgnoreCase)) continue;
            if (!withData && _dataFolders.Contains(inner)) continue;
            if (Path.GetFullPath(SecretVault.Of().Folder) == inner) continue;
            foreach (var file in Walk(inner, withData)) yield return file;
        }
    }

    private bool IsInside(string path) => path.StartsWith(_workspace.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
