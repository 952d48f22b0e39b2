namespace DataSync.Sources;

/// <summary>The kinds of source there are.</summary>
public static class SourceKinds
{
    private static readonly Kinds<ISourceKind> Registry = new("source", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<ISourceKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static ISourceKind Get(string name) => Registry.Get(name);
}
