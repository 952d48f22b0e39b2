using DataSync.Catalog;
using DataSync.Stores;
using DataSync.Stores.Databases;

namespace DataSync.Sources.Databases.MySql;

/// <summary>Tables and queries of a MySQL or MariaDB database.</summary>
public sealed class MySqlSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "MySql";

    /// <inheritdoc/>
    public string Description => "Tables and queries of a MySQL or MariaDB database.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => Options(source);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new DatabaseSource(source, context, new MySqlSourceServer(Options(source), context));

    private static DatabaseOptions Options(Source source)
    {
        DatabaseFields.Check(source);
        var settings = new SettingsReader(source.Kind, source.Settings, "source");
        var options = DatabaseOptions.From(source, settings);
        settings.Finish();
        return options;
    }
}
