namespace DataSync.Templates;

/// <summary>What templates are for. One class of each folder of <c>Templates/</c> implements it, public and with a parameterless constructor; <see cref="TemplateKinds"/> finds it.</summary>
public interface ITemplateKind
{
    /// <summary>The kind's name, such as <c>Argument</c>.</summary>
    string Name { get; }
    /// <summary>One sentence for completion and help.</summary>
    string Description { get; }
}
