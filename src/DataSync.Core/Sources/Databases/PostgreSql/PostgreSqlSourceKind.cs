using DataSync.Catalog;
using DataSync.Stores;
using DataSync.Stores.Databases;

namespace DataSync.Sources.Databases.PostgreSql;

/// <summary>Tables and queries of a PostgreSQL database.</summary>
public sealed class PostgreSqlSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "PostgreSql";

    /// <inheritdoc/>
    public string Description => "Tables and queries of a PostgreSQL database.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => Options(source);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new DatabaseSource(source, context, new PostgreSqlSourceServer(Options(source), context));

    private static DatabaseOptions Options(Source source)
    {
        DatabaseFields.Check(source);
        var settings = new SettingsReader(source.Kind, source.Settings, "source");
        var options = DatabaseOptions.From(source, settings);
        settings.Finish();
        return options;
    }
}
