using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;
using DataSync.Parameters;
using DataSync.Scripts;
using DataSync.Sources;

namespace DataSync.Commands;

/// <summary>Shows a dataset's rows from the vendor, without storing them.</summary>
/// <remarks>One slice is asked for, within the vendor's limits. Differences between the answer's columns and the dataset's are warnings.</remarks>
/// <example><code>Show-DsData daily -Arguments @{ trade_date = '20240102' }</code><para>The first ten rows of a day.</para></example>
[Cmdlet(VerbsCommon.Show, "DsData")]
[OutputType(typeof(PSObject))]
public sealed class ShowDsDataCommand : AsyncDsCommand
{
    /// <summary>The dataset: its name, or the object from the pipeline.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>The arguments, as a hashtable or an object.</summary>
    [Parameter(Position = 1)]
    public PSObject? Arguments { get; set; }

    /// <summary>At most so many rows.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int First { get; set; } = 10;

    private protected override object? Subject => Dataset.Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var dataset = Home.Datasets.Get(Dataset.Name);
        var slice = Services.Slice(Home, dataset, Arguments is null ? new Dictionary<string, object?>() : ArgumentSets.From(Arguments));
        var opened = Services.OpenSource(Home, Home.Sources.Get(dataset.Source));
        Await(async (records, cancel) =>
        {
            await using var session = opened;
            var rows = new RowCollector();
            var request = new FetchRequest { Dataset = dataset, Arguments = slice.Arguments, First = First };
            var result = await session.Source.FetchAsync(request, rows, new FetchObserver(this, records, dataset.Name), cancel);
            foreach (var change in result.SchemaChanges)
                records.Post(() => WriteWarning($"{dataset.Name}: {change}."));
            if (result.Failure is { } failure)
            {
                records.Post(() => WriteError(ErrorRecords.From(failure, dataset.Name, $"{dataset.Name}: {slice.Display}", slice)));
                return;
            }
            var left = First;
            foreach (var batch in rows.Batches)
            {
                var objects = RowObjects.From(batch).Take(left).ToArray();
                left -= objects.Length;
                records.Post(() => WriteObject(objects, enumerateCollection: true));
            }
        });
    }
}
