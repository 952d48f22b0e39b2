using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a store from the workspace.</summary>
/// <remarks>Its plans must be removed first; the error names them. Data that is stored stays: Remove-DsData deletes that.</remarks>
/// <example><code>Remove-DsStore old_store</code><para>Removes one store.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsStoreCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => Remove(Home.Stores, Name);
}
