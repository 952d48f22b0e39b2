using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the stores of the workspace.</summary>
/// <remarks>A store is a place for data; its tables hold what plans synchronize.</remarks>
/// <example><code>Get-DsStore</code><para>All of them.</para></example>
/// <example><code>Get-DsStore 'lake*'</code><para>Those whose names match.</para></example>
[Cmdlet(VerbsCommon.Get, "DsStore")]
[OutputType(typeof(Store))]
public sealed class GetDsStoreCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Stores, Name, WriteObject);
}
