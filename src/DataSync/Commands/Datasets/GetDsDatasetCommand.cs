using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the datasets of the workspace.</summary>
/// <remarks>A dataset is one table of a source: what may be asked for, and which columns come back.</remarks>
/// <example><code>Get-DsDataset</code><para>All of them.</para></example>
/// <example><code>Get-DsDataset 'stock_*'</code><para>Those whose names match.</para></example>
[Cmdlet(VerbsCommon.Get, "DsDataset")]
[OutputType(typeof(Dataset))]
public sealed class GetDsDatasetCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Datasets, Name, WriteObject);
}
