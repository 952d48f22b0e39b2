using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a source from the workspace.</summary>
/// <remarks>Its datasets must be removed first; the error names them. Data that is stored stays.</remarks>
/// <example><code>Remove-DsSource old_source</code><para>Removes one source.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsSource", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsSourceCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => Remove(Home.Sources, Name);
}
