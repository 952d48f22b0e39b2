using System.Management.Automation;
using DataSync.Completion;
using DataSync.Secrets;

namespace DataSync.Commands;

/// <summary>Removes a secret from the user's own vault.</summary>
/// <remarks>What refers to it fails from then on; Test-DsSecret lists that.</remarks>
/// <example><code>Remove-DsSecret old_token</code><para>Removes one secret.</para></example>
[Cmdlet(VerbsCommon.Remove, "DsSecret", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveDsSecretCommand : DsCommand
{
    /// <summary>Names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Skips the question.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var vault = SecretVault.Of();
        foreach (var name in Name)
        {
            Attempt(name, () =>
            {
                if ((Force && !IsWhatIf && !Has("Confirm")) || ShouldProcess(vault.Folder, $"Remove secret '{name}'")) vault.Remove(name);
            });
        }
    }
}
