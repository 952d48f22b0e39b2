using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Changes a template; what is not given stays.</summary>
/// <remarks>A template that the module ships is copied into the workspace with the change, and overridden from then on; Remove-DsTemplate brings the module's back. Plans keep the arguments they were made with.</remarks>
/// <example><code>Set-DsTemplate by-code -Description 'One request for each of our codes.'</code><para>Another description; the text stays.</para></example>
[Cmdlet(VerbsCommon.Set, "DsTemplate", SupportsShouldProcess = true)]
[OutputType(typeof(Template))]
public sealed class SetDsTemplateCommand : TemplateParametersCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Writes the changed template.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => ForEach(Name, template =>
    {
        var changed = Home.Templates.Checked(Apply(template));
        if (!ShouldProcess(PathOf(template.Name), $"Change template '{template.Name}'")) return;
        changed = Home.Templates.Save(changed, overwrite: true);
        if (PassThru) WriteObject(changed);
    });
}
