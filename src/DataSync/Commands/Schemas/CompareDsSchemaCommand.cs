using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Introspection;
using DataSync.Output;
using DataSync.Schema;
using DataSync.Scripts;
using DataSync.Sources;

namespace DataSync.Commands;

/// <summary>Says in what a dataset differs from its documentation page, from a stored table, or from what the vendor answers now.</summary>
/// <remarks>
/// One object a difference, nothing where there is none; nothing is changed. A renaming is proposed where something went and something came that look alike; it stays a proposal until
/// -Rename says it. With a page or an answer, the dataset is how it was and the other how it is; with a store, the table is how it was and the dataset how it shall be.
/// </remarks>
/// <example><code>Compare-DsSchema daily</code><para>Against its documentation page, fetched anew.</para></example>
/// <example><code>Get-DsDataset | Compare-DsSchema -Store lake</code><para>All datasets against their tables in a store.</para></example>
/// <example><code>Compare-DsSchema daily -Arguments @{ trade_date = '20240102' }</code><para>Against the vendor's answer to one request.</para></example>
[Cmdlet(VerbsData.Compare, "DsSchema", DefaultParameterSetName = PageSet)]
[OutputType(typeof(SchemaDifference))]
public sealed class CompareDsSchemaCommand : AsyncDsCommand
{
    private const string PageSet = "Page", StoreSet = "Store", AnswerSet = "Answer";

    /// <summary>Names of datasets; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A page to compare with instead of the dataset's own: a link or a path.</summary>
    [Parameter(ParameterSetName = PageSet)]
    [ValidateNotNullOrEmpty]
    public string? Uri { get; set; }

    /// <summary>The store whose table to compare with.</summary>
    [Parameter(Mandatory = true, ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The table, where it has another name than the dataset.</summary>
    [Parameter(ParameterSetName = StoreSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string? Table { get; set; }

    /// <summary>Arguments of the request whose answer to compare with: a hashtable or an object.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AnswerSet)]
    [ValidateNotNull]
    public PSObject Arguments { get; set; } = null!;

    /// <summary>What has another name now, old to new: @{ vol = 'volume' }.</summary>
    [Parameter]
    public Hashtable? Rename { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Home.Datasets, Name, dataset =>
    {
        switch (ParameterSetName)
        {
            case StoreSet: WithStore(dataset); break;
            case AnswerSet: WithAnswer(dataset); break;
            default: WithPage(dataset); break;
        }
    });

    private Dictionary<string, string> Renames => (Rename ?? []).Cast<DictionaryEntry>().ToDictionary(e => e.Key.ToString()!, e => e.Value?.ToString() ?? "", StringComparer.OrdinalIgnoreCase);

    private void WithPage(Dataset dataset)
    {
        var link = Uri ?? dataset.Uri ?? throw new DataSyncException("PageMissing", $"{dataset.Name}: the dataset was made without a documentation page.", "Give one with -Uri, or compare with -Store or -Arguments.");
        using var fetcher = Services.DocumentFetcher();
        Await(async (records, cancel) =>
        {
            var found = false;
            await foreach (var import in new DatasetImporter(fetcher, [dataset with { Uri = link }]).ImportAsync([link], new DatasetImportOptions { Source = dataset.Source }, cancel))
            {
                if (import.Error is { } error) throw error;
                if (import.Dataset!.Api != dataset.Api) continue; // a page may describe several
                found = true;
                Post(records, SchemaComparison.Compare(dataset, import.Dataset with { Name = dataset.Name }, Renames));
            }
            if (!found) throw new DataSyncException("DocumentNotApi", $"{link}: this page no longer describes '{dataset.Api}'.", "Look at the page; if the interface has another name or page now, import that (Import-DsDataset).");
        });
    }

    private void WithStore(Dataset dataset)
    {
        var store = Home.Stores.Get(Store);
        Await(async (records, cancel) =>
        {
            await using var opened = Services.OpenStore(Home, store);
            var state = await opened.GetStateAsync(Table ?? dataset.Name, cancel)
                ?? throw new DataSyncException("TableNotFound", $"Store '{store.Name}' has no table '{Table ?? dataset.Name}'.", "Get-DsStore NAME -Detail lists the tables; -Table names one.");
            // a table knows names and types alone
            Post(records, SchemaComparison.CompareColumns(dataset.Name, state.Columns, [.. dataset.Columns.Select(c => new Column(c.Name, c.Type))], Renames));
        });
    }

    private void WithAnswer(Dataset dataset)
    {
        var slice = Services.Slice(Home, dataset, ArgumentSets.From(Arguments));
        var opened = Services.OpenSource(Home, Home.Sources.Get(dataset.Source));
        Await(async (records, cancel) =>
        {
            await using var session = opened;
            var answer = await LiveAnswer.AskAsync(session.Source, dataset, slice.Arguments, new FetchObserver(this, records, dataset.Name), cancel);
            if (answer.Failure is { } failure) records.Post(() => WriteError(ErrorRecords.From(failure, dataset.Name, $"{dataset.Name}: {slice.Display}", slice)));
            Post(records, answer.Differences(dataset, Renames));
        });
    }

    private void Post(RecordQueue records, IReadOnlyList<SchemaDifference> differences) => records.Post(() => WriteObject(differences, enumerateCollection: true));
}
