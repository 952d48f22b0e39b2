using DataSync.Catalog;
using DataSync.Templates;
using DataSync.Templates.Migration;

namespace DataSync.Schema;

/// <summary>Writes migration scripts from templates, which the module ships and a workspace may override by name.</summary>
internal static class MigrationText
{
    /// <summary>The word by which templates tell steps apart.</summary>
    public static string KindOf(SchemaStep step) => step switch
    {
        AddColumn => "add",
        DropColumn => "drop",
        RestoreColumn => "restore",
        RenameColumn => "rename",
        RetypeColumn => "retype",
        ChangeKey => "key",
        ReorderColumns => "reorder",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "No such step."),
    };

    /// <summary>The script that a template makes.</summary>
    /// <param name="workspace">Where templates may be overridden.</param>
    /// <param name="template">The template's name.</param>
    /// <param name="variables">What it sees.</param>
    /// <exception cref="DataSyncException"><c>TemplateNotFound</c>, <c>TemplateFailed</c>.</exception>
    public static string Render(Workspace workspace, string template, IReadOnlyDictionary<string, object?> variables) =>
        TemplateRenderer.Render(workspace.Templates.Get(template, MigrationTemplateKind.KindName), new Dictionary<string, object?>(), variables).Trim('\n') + "\n";
}
