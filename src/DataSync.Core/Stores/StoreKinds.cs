namespace DataSync.Stores;

/// <summary>The kinds of store there are.</summary>
public static class StoreKinds
{
    private static readonly Kinds<IStoreKind> Registry = new("store", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<IStoreKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static IStoreKind Get(string name) => Registry.Get(name);
}
