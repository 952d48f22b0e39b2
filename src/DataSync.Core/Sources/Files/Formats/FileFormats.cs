namespace DataSync.Sources.Files.Formats;

/// <summary>The formats there are: each folder here brings one.</summary>
internal static class FileFormats
{
    private static readonly Lazy<IReadOnlyList<IFileFormatReader>> Known = new(() =>
        [.. typeof(IFileFormatReader).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IFileFormatReader).IsAssignableFrom(t))
            .Select(t => (IFileFormatReader)Activator.CreateInstance(t)!)
            .OrderBy(f => f.Name, StringComparer.Ordinal)]);

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<IFileFormatReader> All => Known.Value;

    /// <summary>The endings of all, for people.</summary>
    public static string Endings => string.Join(", ", All.SelectMany(f => f.Endings));

    /// <summary>The format of a name, in any case.</summary>
    /// <exception cref="FormatException">There is none.</exception>
    public static IFileFormatReader Get(string name) => All.FirstOrDefault(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new FormatException($"Formats: {string.Join(", ", All.Select(f => f.Name))}.");

    /// <summary>The format that a file's ending tells; null where it tells none.</summary>
    public static IFileFormatReader? Find(string file) => All.FirstOrDefault(f => f.Endings.Any(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)));
}
