using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>Tables of a PostgreSQL database.</summary>
public sealed class PostgreSqlStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "PostgreSql";
    /// <inheritdoc/>
    public string Description => "Tables of a PostgreSQL database (13 or later), written by binary COPY.";

    /// <inheritdoc/>
    public void Validate(Store store) => PostgreSqlOptions.From(store);

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => new DatabaseStore(new PostgreSqlServer(PostgreSqlOptions.From(store), context), new DatabaseLimits(), context);
}
