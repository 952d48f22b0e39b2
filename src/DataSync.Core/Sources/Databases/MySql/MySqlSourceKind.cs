using DataSync.Catalog;

namespace DataSync.Sources.Databases.MySql;

/// <summary>Tables and queries of a MySQL or MariaDB database.</summary>
public sealed class MySqlSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "MySql";

    /// <inheritdoc/>
    public string Description => "Tables and queries of a MySQL or MariaDB database.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => DatabaseFields.Options(source);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new DatabaseSource(source, context, new MySqlSourceServer(DatabaseFields.Options(source), context));
}
