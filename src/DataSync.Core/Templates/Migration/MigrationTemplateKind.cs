namespace DataSync.Templates.Migration;

/// <summary>Templates that make migration scripts.</summary>
public sealed class MigrationTemplateKind : ITemplateKind
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "Migration";

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public string Description => "makes a script that changes a table";
}
