using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a dataset from the workspace.</summary>
/// <remarks>Its plans must be removed first; the error names them. Data that is stored stays.</remarks>
/// <example><code>Remove-DsDataset old_dataset</code><para>Removes one dataset.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsDataset", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsDatasetCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => Remove(Home.Datasets, Name);
}
