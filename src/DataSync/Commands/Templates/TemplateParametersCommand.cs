using System.Management.Automation;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>What New-DsTemplate and Set-DsTemplate share.</summary>
public abstract class TemplateParametersCommand : TemplateCommand
{
    /// <summary>The text, in Scriban's language: {{ name }} writes a parameter, {{ if name }} and {{ for x in list }} end with {{ end }}.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Text { get; set; }

    /// <summary>What it makes, in a sentence.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Which datasets it suits.</summary>
    [Parameter]
    public string? Suits { get; set; }

    /// <summary>
    /// Its parameters: names, or hashtables such as @{ Name = 'from'; Type = 'Date'; Required = $true; Help = 'The first day.' } with Name, Type, List, Required, Default, Values, Help.
    /// </summary>
    [Parameter]
    [TemplateParameter]
    public TemplateParameter[]? Parameter { get; set; }

    /// <summary>The template with what the user gave.</summary>
    private protected Template Apply(Template template) => template with
    {
        Text = Text is null ? template.Text : Text.ReplaceLineEndings("\n"),
        Description = Has(nameof(Description)) ? Description : template.Description,
        Suits = Has(nameof(Suits)) ? Suits : template.Suits,
        Parameters = Parameter ?? template.Parameters,
    };
}
