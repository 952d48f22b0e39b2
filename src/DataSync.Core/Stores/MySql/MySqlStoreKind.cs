using DataSync.Stores.Databases;

namespace DataSync.Stores.MySql;

/// <summary>Tables of a MySQL or MariaDB database.</summary>
public sealed class MySqlStoreKind : IStoreKind
{
    /// <inheritdoc/>
    public string Name => "MySql";
    /// <inheritdoc/>
    public string Description => "Tables of a MySQL (8.0 or later) or MariaDB (10.6 or later) database, written by LOAD DATA LOCAL.";

    /// <inheritdoc/>
    public void Validate(Store store) => ReadOptions(store);

    /// <inheritdoc/>
    public IStore Open(Store store, StoreContext context) => new DatabaseStore(new MySqlServer(ReadOptions(store), context), new DatabaseLimits(), context);

    internal static DatabaseOptions ReadOptions(Store store)
    {
        var settings = new SettingsReader(store.Kind, store.Settings);
        var options = DatabaseOptions.From(store, settings);
        settings.Finish();
        return options;
    }
}
