namespace DataSync.Templates.Argument;

/// <summary>Templates that make a plan's arguments.</summary>
public sealed class ArgumentTemplateKind : ITemplateKind
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "Argument";

    /// <inheritdoc/>
    public string Name => KindName;

    /// <inheritdoc/>
    public string Description => "makes the arguments of a plan: a generator or a scriptblock";
}
