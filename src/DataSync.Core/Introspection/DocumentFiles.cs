namespace DataSync.Introspection;

/// <summary>Finds saved documentation in folders.</summary>
public static class DocumentFiles
{
    private static readonly HashSet<string> Endings = new(StringComparer.OrdinalIgnoreCase) { ".md", ".markdown", ".mdx", ".html", ".htm", ".xhtml", ".json", ".yaml", ".yml" };

    /// <summary>The files of a folder and of those below it that may be documentation, by path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="names">Names of the files wanted, without their endings, with wildcards; empty: all.</param>
    public static IReadOnlyList<string> Below(string folder, IReadOnlyList<string> names) =>
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint })
            .Where(f => Endings.Contains(Path.GetExtension(f)) && (names.Count == 0 || LinkedPages.Matches(Path.GetFileNameWithoutExtension(f), names))).Order(StringComparer.Ordinal),
    ];
}
