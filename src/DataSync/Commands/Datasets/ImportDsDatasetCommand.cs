using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Introspection;
using DataSync.Output;
using DataSync.Parameters;
using DataSync.Schema;
using DataSync.Scripts;
using DataSync.Sources;
using DataSync.Sync;
using DataSync.Templates.Argument;

namespace DataSync.Commands;

/// <summary>Makes datasets from links to a vendor's documentation, from a sample of the data, from a table or query of a database, or from files.</summary>
/// <remarks>
/// The form is recognized: Tushare pages; OpenAPI 3 and Swagger 2, as JSON or YAML; other vendors' Markdown and web pages, where tables, lists and printed answers tell parameters and
/// columns; or data as JSON or CSV, whose columns are inferred. -As says the form where it is not recognized. A page may describe several interfaces: each becomes a dataset, and -Operation
/// and -Tag choose among them; those that change something at the vendor (POST, DELETE, …) are taken only where -Operation names them. Names, types, row cap, paging and a key are read or
/// proposed. What was guessed is a warning that says from what, -Verbose says where every fact came from, and what could not be read is a warning that names the place; a page that
/// describes no interface is an error, and the others go on. -Recurse reads a whole category of the vendor's menu, the pages that an index links to, or a folder of saved pages: four at a
/// time, with a pause between requests, of the same host, 500 at most. A source that knows its own columns is asked itself: -Table names a table of a database or a pattern of files,
/// -Query a query. -Verify compares each dataset with rows that the vendor sends now, and -Apply takes over what differs. Look at the result with -WhatIf or Get-DsDataset, and correct it
/// with -Key, -ColumnType or Set-DsDataset.
/// </remarks>
/// <example><code>Import-DsDataset -Source tushare -Uri 'https://tushare.pro/document/2?doc_id=26', 'https://tushare.pro/document/2?doc_id=27'</code><para>Two datasets from their pages.</para></example>
/// <example><code>Import-DsDataset -Source prices -Uri https://vendor.example/openapi.yaml -Operation 'GET /v2/stocks/*' -WhatIf</code><para>Shows the datasets of some operations of an OpenAPI document.</para></example>
/// <example><code>Import-DsDataset -Source prices -Path ./answer.json -As Sample -Name bars -Key symbol, date</code><para>A dataset from a saved answer.</para></example>
/// <example><code>Import-DsDataset -Source tushare -Uri 'https://tushare.pro/document/2?doc_id=15' -Recurse -Name 复权因子, '*行情'</code><para>Pages of a category of the vendor's menu, by their titles.</para></example>
/// <example><code>Import-DsDataset -Source research -Table public.prices</code><para>A dataset from a table of a database source: its columns, its key.</para></example>
/// <example><code>Import-DsDataset -Source research -Name closes -Query 'SELECT code, day, close FROM prices WHERE day = {{day}}'</code><para>From a query; {{day}} becomes a parameter.</para></example>
/// <example><code>Import-DsDataset -Source drop -Table 'daily-{{trade_date}}.csv'</code><para>From files; what differs in their names becomes a parameter.</para></example>
/// <example><code>Import-DsDataset -Source prices -Uri https://vendor.example/docs/bars.md -Verify -Arguments @{ symbol = 'IBM' }</code><para>Says what the vendor sends otherwise than its page says.</para></example>
/// <example><code>Import-DsDataset -Source tushare -Path ./pages/*.html -WhatIf</code><para>Shows what saved pages say, without saving datasets.</para></example>
/// <example><code>Import-DsDataset -Source tushare -Uri 'https://tushare.pro/document/2?doc_id=27' -Name daily_prices -Key ts_code, trade_date -ColumnType @{ vol = 'Int64' } -Force</code><para>Another name, key and type; a dataset imported before is replaced.</para></example>
[Cmdlet(VerbsData.Import, "DsDataset", SupportsShouldProcess = true, DefaultParameterSetName = UriSet)]
[OutputType(typeof(Dataset))]
public sealed class ImportDsDatasetCommand : AsyncDsCommand
{
    private const string UriSet = "Uri", PathSet = "Path", LiteralSet = "LiteralPath", TableSet = "Table", QuerySet = "Query";
    private readonly List<string> _links = [];
    private readonly HashSet<string> _proposed = [];
    private bool _savedPage;

    /// <summary>The source that the datasets belong to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string Source { get; set; } = "";

    /// <summary>Links to documentation pages, OpenAPI documents or answers.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UriSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Uri { get; set; } = [];

    /// <summary>Saved pages, documents or answers (HTML, Markdown, JSON, YAML, CSV); wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Saved pages, by paths taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Tables of a database source, such as prices or public.prices; or patterns of files, from the source's folder: daily/*.csv, daily-{{trade_date}}.csv.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TableSet)]
    [ValidateNotNullOrEmpty]
    public string[] Table { get; set; } = [];

    /// <summary>A query of a database source. {{name}} in it is a parameter, whose value is bound, never pasted into the text; so it stands without quotes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    public string Query { get; set; } = "";

    /// <summary>The form of the documentation, where it is not the one recognized: Tushare, OpenApi, Markdown, Html or Sample.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DocumentKindCompleter))]
    public string? As { get; set; }

    /// <summary>The interfaces wanted of a document that describes several: method and path ('GET /v2/*'), path, operation id or dataset name; wildcards are allowed. Without it, all that only read.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Operation { get; set; } = [];

    /// <summary>The groups of interfaces wanted, by the document's tags; wildcards are allowed.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Tag { get; set; } = [];

    /// <summary>Levels of nested objects of an OpenAPI document that become columns of their own, named outer_inner; 1: none, a nested object is one Json column.</summary>
    [Parameter]
    [ValidateRange(1, 8)]
    public int Depth { get; set; } = 1;

    /// <summary>Reads the pages that each link leads to, instead of the link alone: a whole category of the vendor's menu, or what an index page links to at or below its own folder of the same host; with a path, the files of a folder.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>The dataset's name, for a single page; without it, the interface's. With -Recurse, which pages to read: the titles in menu or links, or else the datasets' names; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    /// <summary>The columns that identify a row, instead of those proposed.</summary>
    [Parameter]
    public string[]? Key { get; set; }

    /// <summary>Other types for some columns: @{ name = 'Type' }.</summary>
    [Parameter]
    public Hashtable? ColumnType { get; set; }

    /// <summary>Most pages read at once.</summary>
    [Parameter]
    [ValidateRange(1, 32)]
    public int ThrottleLimit { get; set; } = 4;

    /// <summary>Asks the vendor for one page of rows of each dataset, and says in warnings what they have otherwise than the documentation: columns that are absent, others that come, types that differ.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>Arguments of the request that -Verify makes, as a hashtable or an object; each dataset takes those that are parameters of its own. Required ones that are not given are taken from the documentation's defaults and choices.</summary>
    [Parameter]
    public PSObject? Arguments { get; set; }

    /// <summary>Takes what -Verify found over into the datasets: the types that the vendor sends, and columns that the documentation lacks. Columns that did not come stay.</summary>
    [Parameter]
    public SwitchParameter Apply { get; set; }

    /// <summary>Replaces datasets whose pages have changed since they were imported.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case UriSet: _links.AddRange(Uri); break;
            case TableSet or QuerySet: break;
            case LiteralSet: _links.AddRange(LiteralPath.Select(FilePath)); break;
            default:
                foreach (var path in Path) Attempt(path, () => _links.AddRange(GetResolvedProviderPathFromPSPath(path, out _).SelectMany(Files)));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(Source, () =>
    {
        if (_links.Count == 0 && ParameterSetName is not (TableSet or QuerySet)) return;
        var options = new DatasetImportOptions
        {
            Source = Home.Sources.Get(Source).Name,
            Kind = As,
            Operations = Operation,
            Tags = Tag,
            Reading = new() { Depth = Depth },
            Name = Recurse ? null : SingleName(),
            Pages = Recurse ? Name ?? [] : [],
            Recurse = Recurse && ParameterSetName == UriSet,
            Key = Key,
            ColumnTypes = DatasetRules.Types(ColumnType),
            MaxConcurrency = ThrottleLimit,
        };
        if (ParameterSetName is TableSet or QuerySet)
        {
            Describe(options);
            return;
        }
        var opened = Verify || Apply ? Services.OpenSource(Home, Home.Sources.Get(Source)) : null;
        using var fetcher = Services.DocumentFetcher();
        var known = Home.Datasets.All();
        var isFirst = !known.Any(d => d.Source == options.Source && IsOnline(d));
        var importer = new DatasetImporter(fetcher, known, Services.Outside.Time);
        Await(async (records, cancel) =>
        {
            await using var session = opened;
            await foreach (var import in importer.ImportAsync(_links, options, cancel))
            {
                var checkedImport = session is null || import.Dataset is null ? import : await VerifyAsync(session, import, records, cancel);
                records.Post(() => Attempt(import.Link, () => Take(checkedImport)));
            }
        });
        if (isFirst && _savedPage) ProposeSchemaCheck(options.Source);
    });

    /// <summary>True for a dataset whose page the vendor may change.</summary>
    private static bool IsOnline(Dataset dataset) => dataset.Uri?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>With the first pages of a source: its user may want them followed.</summary>
    private void ProposeSchemaCheck(string source) => WriteInformation(
        new HostInformationMessage { Message = $"To look at the documentation of '{source}' once a week and follow what changes: Register-DsScheduledJob -SchemaCheck {source} -Policy AddOnly" }, ["PSHOST"]);

    /// <summary>Compares a dataset with the vendor's answer; where none can be had, that is a warning, as the documentation was read all the same.</summary>
    private async Task<DatasetImport> VerifyAsync(Services.OpenedSource session, DatasetImport import, RecordQueue records, CancellationToken cancel)
    {
        var dataset = import.Dataset!;
        try
        {
            var slice = Services.Slice(Home, dataset, Probe(dataset));
            var answer = await LiveAnswer.AskAsync(session.Source, dataset, slice.Arguments, new FetchObserver(this, records, dataset.Name), cancel);
            if (answer.Failure is { } failure) return Unverified($"{failure.Message} {failure.Advice}");
            if (answer.Rows == 0) return Unverified("the vendor answered no rows. Give arguments that match some: -Arguments @{ … }");
            var differences = answer.Differences(dataset);
            string[] said = [.. differences.Select(d => $"The vendor's answer differs: {d}.")];
            var fixable = differences.Where(d => d.Kind is SchemaDifferenceKind.Added or SchemaDifferenceKind.Retyped or SchemaDifferenceKind.Renamed).ToList();
            if (fixable.Count == 0) return import with { Warnings = [.. import.Warnings, .. said], Facts = [.. import.Facts, new("columns", $"{dataset.Columns.Count}", $"compared with {answer.Rows} rows of the vendor", Confidence.Stated)] };
            if (!Apply) return import with { Warnings = [.. import.Warnings, .. said, "To take these columns and types over: the same with -Apply."] };
            return import.WithColumns(answer.Over(dataset)) with { Warnings = [.. import.Warnings, .. said, $"Taken over: {string.Join(", ", fixable.Select(d => d.Kind == SchemaDifferenceKind.Renamed ? d.After : d.Name))}."] };
        }
        catch (DataSyncException exception)
        {
            return Unverified($"{exception.Message} {exception.Advice}");
        }

        DatasetImport Unverified(string why) => import with { Warnings = [.. import.Warnings, $"Not verified: {why.TrimEnd()}"] };
    }

    private Dictionary<string, object?> Probe(Dataset dataset)
    {
        var given = Arguments is null ? new Dictionary<string, object?>() : ArgumentSets.From(Arguments);
        var arguments = given.Where(g => dataset.FindParameter(g.Key) is not null).ToDictionary(g => g.Key, g => g.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in dataset.Parameters.Where(p => p.Required))
            if ((parameter.Default ?? parameter.Values?.FirstOrDefault()) is { } value) arguments.TryAdd(parameter.Name, value);
        return arguments;
    }

    private string? SingleName() => Name is null ? null : Name is [var name] && !WildcardPattern.ContainsWildcardCharacters(name) ? name
        : throw new DataSyncException("NameForSeveral", $"-Name {string.Join(", ", Name)} names several datasets, or none.", "Without -Recurse, -Name is the one name of one page's dataset; -Operation chooses among the interfaces of a page.");

    /// <summary>A file, or the files of a folder that is to be read with what is below it.</summary>
    private IEnumerable<string> Files(string path) => Recurse && System.IO.Directory.Exists(path) ? DocumentFiles.Below(path, Name ?? []) : [path];

    /// <summary>Has the source say of itself what is there.</summary>
    private void Describe(DatasetImportOptions options)
    {
        var source = Home.Sources.Get(Source);
        var opened = Services.OpenSource(Home, source);
        if (options.Name is not null && Table.Length > 1) throw new DataSyncException("NameForSeveral", $"-Name {options.Name} names one dataset, but {Table.Length} tables were given.", "Import that table by itself.");
        using var fetcher = Services.DocumentFetcher();
        var importer = new DatasetImporter(fetcher, Home.Datasets.All());
        Await(async (records, cancel) =>
        {
            await using var session = opened;
            var describing = session.Source as IDescribingSource ?? throw new DataSyncException("SourceCannotDescribe",
                $"Source '{source.Name}' of kind {source.Kind} cannot say what tables it has.", "Give -Uri or -Path a page of its documentation or a sample; -Table and -Query are for databases and files.");
            foreach (var request in ParameterSetName == QuerySet ? [new DescribeRequest(null, Query)] : Table.Select(t => new DescribeRequest(t, null)))
            {
                var place = request.Table ?? "the query";
                try
                {
                    var draft = await describing.DescribeAsync(request, cancel);
                    records.Post(() => Attempt(place, () => Take(importer.Take(place, draft, options))));
                }
                catch (DataSyncException e)
                {
                    records.Post(() => WriteError(Output.ErrorRecords.From(e, place)));
                }
            }
        });
    }

    private void Take(DatasetImport import)
    {
        if (import.Error is { } error) throw error;
        var dataset = import.Dataset!;
        foreach (var warning in import.Warnings) WriteWarning($"{dataset.Name}: {warning}");
        foreach (var fact in import.Facts) WriteVerbose($"{dataset.Name}: {fact}");
        if (import.Source is { } proposal && _proposed.Add(proposal.ToString())) Propose(proposal);
        var action = $"Save dataset '{dataset.Name}' ({import.Status})";
        if (import.Status != DatasetImportStatus.Unchanged && !ShouldProcess($"{action}: {Describe(dataset)}", $"{action}?", null, out var reason))
        {
            // nothing is saved, but the reader sees what would be
            if (reason == ShouldProcessReason.WhatIf) WriteObject(WithTemplate(dataset));
            return;
        }
        if (import.Status != DatasetImportStatus.Unchanged)
        {
            Home.Datasets.Save(dataset, Force, $"Import-DsDataset {dataset.Uri}");
            Home.History.WritePage(dataset.Name, import.Validators);
            _savedPage |= IsOnline(dataset);
        }
        WriteObject(WithTemplate(dataset));
    }

    /// <summary>The dataset with the template of arguments that suits it best.</summary>
    private PSObject WithTemplate(Dataset dataset)
    {
        var shown = new PSObject(dataset);
        if (ArgumentProposal.Best(dataset, Home.Templates.All(), [.. Home.Datasets.All()]) is not { } proposal) return shown;
        WriteVerbose($"{dataset.Name}: template {proposal.Template} suits it: {proposal.Description} New-DsPlan -Dataset {dataset.Name} -Store … {proposal}");
        shown.Properties.Add(new PSNoteProperty("Template", proposal));
        return shown;
    }

    /// <summary>Says what the document knows of the server and the source does not.</summary>
    private void Propose(SourceProposal proposal)
    {
        var source = Home.Sources.Get(Source);
        if (proposal.Note is { } note) WriteVerbose($"{source.Name}: {note}");
        if (proposal.Uri is { } uri && source.Preset is null or "RestJson" && source.Uri?.TrimEnd('/').Equals(uri.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) != true)
            WriteWarning($"Source '{source.Name}': the documentation names the server {uri}{(source.Uri is null ? "" : $", the source has {source.Uri}")}. To follow it: Set-DsSource {source.Name} -Uri {uri}");
        if (proposal.Settings is { } settings && source.Settings?.ToJsonString().Contains("{{token}}", StringComparison.Ordinal) != true && source.Preset is null or "RestJson")
            WriteWarning($"Source '{source.Name}': the documentation says that the token goes with each request. To send it: Set-DsSource {source.Name} -Token env:NAME -Setting {Script(settings)}");
    }

    /// <summary>Settings as a PowerShell hashtable.</summary>
    private static string Script(System.Text.Json.Nodes.JsonNode? node) => node is System.Text.Json.Nodes.JsonObject holder
        ? $"@{{ {string.Join("; ", holder.Select(p => $"'{p.Key}' = {Script(p.Value)}"))} }}" : $"'{node}'";

    private static string Describe(Dataset dataset) =>
        $"parameters {string.Join(", ", dataset.Parameters.Select(p => $"{p.Name}{(p.Required ? "*" : "")} {p.Type}"))}; columns {string.Join(", ", dataset.Columns.Select(c => $"{c.Name} {c.Type}"))}; key {string.Join(", ", dataset.Key)}";
}
