using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the sources of the workspace.</summary>
/// <remarks>A source is where data comes from; it is one file in the workspace's folder sources.</remarks>
/// <example><code>Get-DsSource</code><para>All of them.</para></example>
/// <example><code>Get-DsSource 'tu*'</code><para>Those whose names match.</para></example>
/// <example><code>Get-DsSource tushare -Limits</code><para>Its rate limits, stated and learned, and what is used of them.</para></example>
[Cmdlet(VerbsCommon.Get, "DsSource")]
[OutputType(typeof(Source), typeof(SourceLimit))]
public sealed class GetDsSourceCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Lists the limits of each source instead: those it states and those learned from the vendor's refusals, and how much of them all processes of the workspace have used. Nothing is asked.</summary>
    [Parameter]
    public SwitchParameter Limits { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Sources, Name, source =>
    {
        if (!Limits) WriteObject(source);
        else foreach (var limit in Services.LimitsOf(Home, source)) WriteObject(limit);
    });
}
