using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists the datasets of the workspace, or the versions of their columns and parameters.</summary>
/// <remarks>A dataset is one table of a source: what may be asked for, and which columns come back. Each change of columns or parameters makes a version, a text file in the workspace's folder versions.</remarks>
/// <example><code>Get-DsDataset</code><para>All of them.</para></example>
/// <example><code>Get-DsDataset 'stock_*'</code><para>Those whose names match.</para></example>
/// <example><code>Get-DsDataset daily -History</code><para>Its versions: when, why, and what differs from the one before.</para></example>
[Cmdlet(VerbsCommon.Get, "DsDataset", DefaultParameterSetName = ListSet)]
[OutputType(typeof(Dataset), ParameterSetName = [ListSet])]
[OutputType(typeof(DatasetVersion), ParameterSetName = [HistorySet])]
public sealed class GetDsDatasetCommand : WorkspaceCommand
{
    private const string ListSet = "List", HistorySet = "History";

    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[]? Name { get; set; }

    /// <summary>The versions of each, oldest first, instead of the dataset.</summary>
    [Parameter(Mandatory = true, ParameterSetName = HistorySet)]
    public SwitchParameter History { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Datasets, Name, dataset =>
    {
        if (History) WriteObject(Home.History.Read(dataset.Name), enumerateCollection: true);
        else WriteObject(dataset);
    });
}
