namespace DataSync.Catalog;

/// <summary>Finds the folders of text files that the module ships and a workspace may add to or override by name: presets, templates.</summary>
internal static class ModuleFolders
{
    /// <summary>The shipped folders of a name that exist, nearest first.</summary>
    public static IEnumerable<string> Shipped(string name) => Candidates(name).Where(Directory.Exists);

    /// <summary>The workspace's folder of a name and then the shipped ones, those that exist.</summary>
    public static IEnumerable<string> All(string name, Workspace workspace) => Candidates(name).Prepend(Path.Combine(workspace.Root, name)).Where(Directory.Exists);

    // in the built module the assemblies may lie in a folder below the one that holds them
    private static IEnumerable<string> Candidates(string name)
    {
        if (Path.GetDirectoryName(typeof(ModuleFolders).Assembly.Location) is { Length: > 0 } home)
        {
            yield return Path.Combine(home, name);
            if (Path.GetDirectoryName(home) is { } parent) yield return Path.Combine(parent, name);
        }
        yield return Path.Combine(AppContext.BaseDirectory, name);
    }
}
