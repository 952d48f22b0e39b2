using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scripts;
using DataSync.Templates;
using DataSync.Templates.Argument;

namespace DataSync.Commands;

/// <summary>Shows the text that a template makes of parameters.</summary>
/// <remarks>Nothing is kept or run: this is what New-DsPlan -Template would keep with a plan, or a migration would run. A missing or wrong parameter is an error that names it.</remarks>
/// <example><code>Expand-DsTemplate rename-column -Parameter @{ table = 'daily'; old = 'vol'; new = 'volume' }</code><para>The script it makes.</para></example>
/// <example><code>Expand-DsTemplate by-trading-day -Dataset daily -Parameter @{ since = '2020-01-01' }</code><para>The generator it makes for a dataset, whose parameter of the trading day it finds.</para></example>
[Cmdlet(VerbsData.Expand, "DsTemplate")]
[OutputType(typeof(string))]
public sealed class ExpandDsTemplateCommand : TemplateCommand
{
    /// <summary>The template's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Values of its parameters; those that are not given take their defaults.</summary>
    [Parameter(Position = 1)]
    public Hashtable? Parameter { get; set; }

    private protected override object? Subject => Name;

    /// <summary>For templates of arguments: the dataset that they are for. What the template can find from it need not be given.</summary>
    [Parameter]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset? Dataset { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var template = Home.Templates.Get(Name);
        var given = TemplateArguments.From(template, Parameter);
        var variables = new Dictionary<string, object?>();
        if (Dataset is not null)
        {
            var dataset = Home.Datasets.Get(Dataset.Name);
            variables["dataset"] = ArgumentExpansion.Describe(dataset);
            given = ArgumentProposal.Of(template, dataset, [.. Home.Datasets.All()]).Found.Where(f => !given.ContainsKey(f.Key)).Concat(given).ToDictionary(StringComparer.OrdinalIgnoreCase);
        }
        WriteObject(TemplateRenderer.Render(template, given, variables));
    }
}
