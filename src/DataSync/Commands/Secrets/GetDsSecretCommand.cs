using System.Management.Automation;
using DataSync.Completion;
using DataSync.Secrets;

namespace DataSync.Commands;

/// <summary>Lists the secrets of the user's own vault, without their texts.</summary>
/// <remarks>Secrets are read only where they are used: no command shows one. Those of SecretManagement are listed by Get-SecretInfo.</remarks>
/// <example><code>Get-DsSecret</code><para>All of them, with the reference of each and when it was set.</para></example>
[Cmdlet(VerbsCommon.Get, "DsSecret")]
[OutputType(typeof(SecretEntry))]
public sealed class GetDsSecretCommand : DsCommand
{
    /// <summary>Names; wildcards are allowed. Without it: all.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var vault = SecretVault.Of();
        var secrets = vault.List();
        foreach (var name in Name ?? ["*"])
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = secrets.Where(s => pattern.IsMatch(s.Name)).ToList();
            if (found.Count > 0 || WildcardPattern.ContainsWildcardCharacters(name)) WriteObject(found, enumerateCollection: true);
            else Attempt(name, () => throw vault.NotFound(name));
        }
    }
}
