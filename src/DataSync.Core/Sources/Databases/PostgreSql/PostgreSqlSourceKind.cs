using DataSync.Catalog;

namespace DataSync.Sources.Databases.PostgreSql;

/// <summary>Tables and queries of a PostgreSQL database.</summary>
public sealed class PostgreSqlSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "PostgreSql";

    /// <inheritdoc/>
    public string Description => "Tables and queries of a PostgreSQL database.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => DatabaseFields.Options(source);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new DatabaseSource(source, context, new PostgreSqlSourceServer(DatabaseFields.Options(source), context));
}
