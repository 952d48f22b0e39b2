using DataSync.Catalog;

namespace DataSync.Sources.Files;

/// <summary>Files of a folder or of the web.</summary>
public sealed class FileSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "File";

    /// <inheritdoc/>
    public string Description => "Files by path, pattern or address: CSV, JSON, Excel, Parquet, compressed or in archives.";

    /// <inheritdoc/>
    public void Validate(Source source, Workspace workspace) => _ = new FilePlace(source, workspace).Task(null);

    /// <inheritdoc/>
    public ISource Open(Source source, SourceContext context) => new FileSource(source, context);
}
