using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a plan from the workspace.</summary>
/// <remarks>Data that is stored stays, and so does the knowledge of what is done: the same plan made again goes on where this one ended.</remarks>
/// <example><code>Remove-DsPlan old_plan</code><para>Removes one plan.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsPlanCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process() => Remove(Home.Plans, Name);
}
