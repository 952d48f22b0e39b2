using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the plans of the workspace.</summary>
/// <remarks>A plan says which dataset goes to which store, with which arguments.</remarks>
/// <example><code>Get-DsPlan</code><para>All of them.</para></example>
/// <example><code>Get-DsPlan 'daily*'</code><para>Those whose names match.</para></example>
[Cmdlet(VerbsCommon.Get, "DsPlan")]
[OutputType(typeof(Plan))]
public sealed class GetDsPlanCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Plans, Name, WriteObject);
}
