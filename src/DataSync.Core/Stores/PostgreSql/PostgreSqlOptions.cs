using DataSync.Stores.Databases;

namespace DataSync.Stores.PostgreSql;

/// <summary>What a PostgreSQL store is told.</summary>
internal sealed record PostgreSqlOptions
{
    /// <summary>Server, database, login, protection.</summary>
    public required DatabaseOptions Connection { get; init; }
    /// <summary>The schema of the data tables, which must exist.</summary>
    public string Schema { get; init; } = "public";
    /// <summary>The schema of DataSync's own tables, which is made.</summary>
    public string BookkeepingSchema { get; init; } = "datasync";

    /// <summary>Reads a store's definition.</summary>
    /// <exception cref="DataSyncException"><c>UnknownSetting</c>, <c>BadSetting</c>, and those of <see cref="DatabaseOptions.From"/>.</exception>
    public static PostgreSqlOptions From(Store store)
    {
        var settings = new SettingsReader(store.Kind, store.Settings);
        var options = new PostgreSqlOptions
        {
            Connection = DatabaseOptions.From(store, settings),
            Schema = settings.Text("Schema", "public", "the name of a schema")!,
            BookkeepingSchema = settings.Text("BookkeepingSchema", "datasync", "the name of a schema")!,
        };
        settings.Finish();
        return options;
    }
}
