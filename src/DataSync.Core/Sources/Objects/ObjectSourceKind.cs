using DataSync.Catalog;

namespace DataSync.Sources.Objects;

/// <summary>Objects of PowerShell: of a pipeline, or of a script.</summary>
public sealed class ObjectSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "Object";

    /// <inheritdoc/>
    public string Description => "Objects that a pipeline brings or a script emits: any PowerShell command is a source.";

    /// <inheritdoc/>
    public bool TakesObjects => true;

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace)
    {
        SourceFields.Refuse(source, nameof(Source.Preset), nameof(Source.Uri), nameof(Source.Path), nameof(Source.Server), nameof(Source.Database), nameof(Source.User), nameof(Source.Password), nameof(Source.Token), nameof(Source.Points));
        ObjectSource.Check(source, null);
    }

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new ObjectSource(source, context);
}
