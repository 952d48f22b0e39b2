using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Scripts;
using DataSync.Templates;

namespace DataSync.Commands;

/// <summary>Shows the text that a template makes of parameters.</summary>
/// <remarks>Nothing is kept or run: this is what New-DsPlan -Template would keep with a plan, or a migration would run. A missing or wrong parameter is an error that names it.</remarks>
/// <example><code>Expand-DsTemplate rename-column -Parameter @{ table = 'daily'; old = 'vol'; new = 'volume' }</code><para>The script it makes.</para></example>
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

    /// <inheritdoc/>
    protected override void Process() => WriteObject(TemplateRenderer.Render(Home.Templates.Get(Name), ArgumentSets.From(Parameter ?? [])));
}
