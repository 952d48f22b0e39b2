using System.Collections;
using System.Management.Automation;
using DataSync.Scripts;

namespace DataSync.Completion;

/// <summary>What a completer can look at: the arguments typed so far, and the workspace they point to.</summary>
internal sealed class CompletionScope(IDictionary bound)
{
    private Catalog.Workspace? _workspace;

    public Catalog.Workspace Workspace => _workspace ??= GeneratorScope.Current?.Workspace ?? Catalog.Workspace.Locate(Text("Workspace"), CurrentFolder());

    /// <summary>An argument typed so far, as text; null where it is missing.</summary>
    public string? Text(string parameter) => bound[parameter] switch
    {
        null => null,
        object[] { Length: > 0 } list => list[0]?.ToString(),
        PSObject { BaseObject: Catalog.Workspace workspace } => workspace.Root,
        Dataset dataset => dataset.Name,
        PSObject { BaseObject: Dataset dataset } => dataset.Name,
        var value => value.ToString(),
    };

    /// <summary>The dataset the arguments speak of: of <c>-Dataset</c>, of the plan <c>-Name</c>, or named as <c>-Name</c> or <c>-Table</c>.</summary>
    public Dataset? Dataset =>
        (Text("Dataset") is { } dataset ? Workspace.Datasets.Find(dataset) : null)
        ?? (Text("Name") is { } name ? Workspace.Plans.Find(name) is { } plan ? Workspace.Datasets.Find(plan.Dataset) : Workspace.Datasets.Find(name) : null)
        ?? (Text("Table") is { } table ? Workspace.Datasets.Find(table) : null);

    private static string CurrentFolder()
    {
        using var shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        return shell.AddScript("$ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath").Invoke<string>()[0];
    }
}
