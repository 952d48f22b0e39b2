namespace DataSync.Templates;

/// <summary>The kinds of template there are.</summary>
public static class TemplateKinds
{
    private static readonly Kinds<ITemplateKind> Registry = new("template", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<ITemplateKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static ITemplateKind Get(string name) => Registry.Get(name);
}
