using DataSync.Catalog;
using DataSync.Sources.Http.Settings;

namespace DataSync.Sources.Http;

/// <summary>Web APIs that answer JSON, described by settings alone; a preset is such settings in a file.</summary>
public sealed class HttpSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "Http";

    /// <inheritdoc/>
    public string Description => "A web API that answers JSON, described by a preset or settings.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace)
    {
        SourceFields.Refuse(source, nameof(Source.Path), nameof(Source.Server), nameof(Source.Database), nameof(Source.User), nameof(Source.Password));
        _ = new HttpEndpoint(source, null, HttpLayers.Of(source, workspace));
    }

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new HttpSource(source, context);
}
