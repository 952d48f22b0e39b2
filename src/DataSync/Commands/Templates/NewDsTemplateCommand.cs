using System.Management.Automation;
using DataSync.Completion;
using DataSync.Templates;

namespace DataSync.Commands;

/// <summary>Makes a template in the workspace: a named text with parameters.</summary>
/// <remarks>
/// Its file, templates/NAME.sbn, is plain text for editors and git: a front part between two lines of ---, with what the parameters of this cmdlet say, and the text. A template of
/// the same name that the module ships is overridden. The text is checked before it is kept. See about_DataSync_Templates.
/// </remarks>
/// <example><code>New-DsTemplate by-branch -Kind Argument -Parameter @{ Name = 'branches'; List = $true; Required = $true } -Text '[ {{ for b in branches }}{ "branch": {{ json b }} }, {{ end }} ]'</code><para>One slice a branch.</para></example>
/// <example><code>New-DsTemplate rename-column -Kind Migration -Parameter table, old, new -Text 'ALTER TABLE {{ table }} RENAME COLUMN {{ old }} TO {{ new }};'</code><para>A script for migrations.</para></example>
[Cmdlet(VerbsCommon.New, "DsTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(Template))]
public sealed class NewDsTemplateCommand : TemplateParametersCommand
{
    /// <summary>The name, unique among the workspace's templates.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>What it is for: Argument or Migration.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateKindCompleter))]
    public string Kind { get; set; } = "";

    /// <summary>Replaces a template of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var template = Home.Templates.Checked(Apply(new Template { Name = Name, Kind = TemplateKinds.Get(Kind).Name }));
        if (ShouldProcess(PathOf(Name), $"Save template '{Name}'")) WriteObject(Home.Templates.Save(template, Force));
    }
}
