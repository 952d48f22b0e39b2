using DataSync.Catalog;
using DataSync.Stores;
using DataSync.Stores.ClickHouse;

namespace DataSync.Sources.Databases.ClickHouse;

/// <summary>Tables and queries of a ClickHouse database.</summary>
public sealed class ClickHouseSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "ClickHouse";

    /// <inheritdoc/>
    public string Description => "Tables and queries of a ClickHouse database, read as column blocks over HTTP.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => Options(source);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new DatabaseSource(source, context, new ClickHouseSourceServer(new ClickHouseServer(Options(source), context.Workspace, context.Secrets)));

    private static ClickHouseOptions Options(Source source)
    {
        DatabaseFields.Check(source);
        return ClickHouseOptions.From(source, source.Settings);
    }
}
