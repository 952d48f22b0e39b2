using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Introspection;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Makes datasets from links to a vendor's documentation pages, or from pages saved as files.</summary>
/// <remarks>
/// A page tells the interface's name, its parameters and columns with their types, the row cap, and more; a key is proposed. What could not be read is a warning that names the
/// place; a page that describes no interface is an error, and the others go on. Look at the result with -WhatIf or Get-DsDataset, and correct it with -Key, -ColumnType or
/// Set-DsDataset.
/// </remarks>
/// <example><code>Import-DsDataset -Source tushare -Uri 'https://tushare.pro/document/2?doc_id=26', 'https://tushare.pro/document/2?doc_id=27'</code><para>Two datasets from their pages.</para></example>
/// <example><code>Import-DsDataset -Source tushare -Path ./pages/*.html -WhatIf</code><para>Shows what saved pages say, without saving datasets.</para></example>
/// <example><code>Import-DsDataset -Source tushare -Uri 'https://tushare.pro/document/2?doc_id=27' -Name daily_prices -Key ts_code, trade_date -ColumnType @{ vol = 'Int64' } -Force</code><para>Another name, key and type; a dataset imported before is replaced.</para></example>
[Cmdlet(VerbsData.Import, "DsDataset", SupportsShouldProcess = true, DefaultParameterSetName = UriSet)]
[OutputType(typeof(Dataset))]
public sealed class ImportDsDatasetCommand : AsyncDsCommand
{
    private const string UriSet = "Uri", PathSet = "Path", LiteralSet = "LiteralPath";
    private readonly List<string> _links = [];

    /// <summary>The source that the datasets belong to.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string Source { get; set; } = "";

    /// <summary>Links to documentation pages.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = UriSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Uri { get; set; } = [];

    /// <summary>Saved pages (HTML or Markdown); wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Saved pages, by paths taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The dataset's name, for a single page; without it, the interface's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

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

    /// <summary>Replaces datasets whose pages have changed since they were imported.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case UriSet: _links.AddRange(Uri); break;
            case LiteralSet: _links.AddRange(LiteralPath.Select(FilePath)); break;
            default:
                foreach (var path in Path) Attempt(path, () => _links.AddRange(GetResolvedProviderPathFromPSPath(path, out _)));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(Source, () =>
    {
        if (_links.Count == 0) return;
        var options = new DatasetImportOptions
        {
            Source = Home.Sources.Get(Source).Name,
            Name = Name,
            Key = Key,
            ColumnTypes = DatasetRules.Types(ColumnType),
            MaxConcurrency = ThrottleLimit,
        };
        using var fetcher = Services.DocumentFetcher();
        var importer = new DatasetImporter(fetcher, Home.Datasets.All());
        Await(async (records, cancel) =>
        {
            await foreach (var import in importer.ImportAsync(_links, options, cancel)) records.Post(() => Attempt(import.Link, () => Take(import)));
        });
    });

    private void Take(DatasetImport import)
    {
        if (import.Error is { } error) throw error;
        var dataset = import.Dataset!;
        foreach (var warning in import.Warnings) WriteWarning($"{dataset.Name}: {warning}");
        var action = $"Save dataset '{dataset.Name}' ({import.Status})";
        if (import.Status != DatasetImportStatus.Unchanged && !ShouldProcess($"{action}: {Describe(dataset)}", $"{action}?", null, out var reason))
        {
            // nothing is saved, but the reader sees what would be
            if (reason == ShouldProcessReason.WhatIf) WriteObject(dataset);
            return;
        }
        if (import.Status != DatasetImportStatus.Unchanged) Home.Datasets.Save(dataset, Force);
        WriteObject(dataset);
    }

    private static string Describe(Dataset dataset) =>
        $"parameters {string.Join(", ", dataset.Parameters.Select(p => $"{p.Name}{(p.Required ? "*" : "")} {p.Type}"))}; columns {string.Join(", ", dataset.Columns.Select(c => $"{c.Name} {c.Type}"))}; key {string.Join(", ", dataset.Key)}";
}
