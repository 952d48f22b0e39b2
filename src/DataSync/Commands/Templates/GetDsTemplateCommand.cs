using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Lists templates: those of the workspace and those the module ships.</summary>
/// <remarks>
/// A template is a named text with parameters that makes the arguments of a plan or a migration script. It is a text file in the workspace's folder templates; the module ships some, which a
/// template of the same name in the workspace overrides. See about_DataSync_Templates.
/// </remarks>
/// <example><code>Get-DsTemplate</code><para>All of them.</para></example>
/// <example><code>Get-DsTemplate 'by-*' -Kind Argument</code><para>Those that make arguments and whose names match.</para></example>
/// <example><code>Get-DsTemplate by-code | ForEach-Object Parameters</code><para>What one takes: names, types, defaults and help.</para></example>
[Cmdlet(VerbsCommon.Get, "DsTemplate")]
[OutputType(typeof(Template))]
public sealed class GetDsTemplateCommand : TemplateCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string[]? Name { get; set; }

    /// <summary>Only templates of this kind.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TemplateKindCompleter))]
    public string? Kind { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var kind = Kind is null ? null : Templates.TemplateKinds.Get(Kind).Name;
        ForEach(Name, template =>
        {
            if (kind is null || template.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)) WriteObject(template);
        });
    }
}
