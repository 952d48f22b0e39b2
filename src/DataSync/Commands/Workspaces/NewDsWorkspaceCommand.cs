using System.Management.Automation;

namespace DataSync.Commands;

/// <summary>Makes a workspace: the folder that holds sources, datasets, stores and plans as text files.</summary>
/// <remarks>
/// The folder may exist; a workspace that is there already stays as it is. All files but state.db are meant for version control. Commands find the workspace from any
/// folder below it.
/// </remarks>
/// <example><code>New-DsWorkspace ./market</code><para>Makes the folder and an empty workspace in it.</para></example>
[Cmdlet(VerbsCommon.New, "DsWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(Catalog.Workspace))]
public sealed class NewDsWorkspaceCommand : DsCommand
{
    /// <summary>The folder; without it, the current one.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "Root")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = ".";

    private protected override object? Subject => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var folder = FilePath(Path);
        if (ShouldProcess(folder, "Make workspace")) WriteObject(Catalog.Workspace.Create(folder));
    }
}
