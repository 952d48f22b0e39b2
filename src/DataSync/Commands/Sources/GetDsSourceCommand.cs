using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the sources of the workspace.</summary>
/// <remarks>A source is where data comes from; it is one file in the workspace's folder sources.</remarks>
/// <example><code>Get-DsSource</code><para>All of them.</para></example>
/// <example><code>Get-DsSource 'tu*'</code><para>Those whose names match.</para></example>
[Cmdlet(VerbsCommon.Get, "DsSource")]
[OutputType(typeof(Source))]
public sealed class GetDsSourceCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Sources, Name, WriteObject);
}
