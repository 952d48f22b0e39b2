using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Removes a template from the workspace.</summary>
/// <remarks>Where the module ships one of the same name, that counts again. Plans made with the template keep their arguments.</remarks>
/// <example><code>Remove-DsTemplate by-branch</code><para>Removes one template.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsTemplate", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
public sealed class RemoveDsTemplateCommand : TemplateCommand
{
    /// <summary>Names; wildcards are allowed, and match the workspace's own templates.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TemplateCompleter))]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var pattern in Name)
        {
            var wild = WildcardPattern.ContainsWildcardCharacters(pattern);
            foreach (var name in Names([pattern]))
            {
                Attempt(name, () =>
                {
                    if (wild && Home.Templates.Get(name).IsShipped) return;
                    if (ShouldProcess(PathOf(name), $"Remove template '{name}'")) Home.Templates.Remove(name);
                });
            }
        }
    }
}
