namespace DataSync.Stores.ClickHouse;

/// <summary>Tables of a ClickHouse database.</summary>
public sealed class ClickHouseStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "ClickHouse";
    /// <inheritdoc/>
    public string Description => "Tables of a ClickHouse database (24.8 or later), written as column blocks over HTTP.";

    /// <inheritdoc/>
    public void Validate(Store store) => ClickHouseOptions.From(store);

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context)
    {
        var options = ClickHouseOptions.From(store);
        return new ClickHouseStore(new ClickHouseServer(options, context.Workspace, context.Secrets), new ClickHouseLimits(), context);
    }
}
