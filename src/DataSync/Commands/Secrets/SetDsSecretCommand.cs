using System.Management.Automation;
using System.Net;
using System.Security;
using DataSync.Secrets;

namespace DataSync.Commands;

/// <summary>Keeps a secret in the user's own vault: for machines without SecretManagement, and for scheduled jobs, which see no variable of a session.</summary>
/// <remarks>
/// Refer to it as secret:NAME wherever a token or password is asked for. The vault is a folder of the user (~/.config/datasync/vault; on Windows %APPDATA%\DataSync\vault; another one by the
/// environment's DATASYNC_VAULT). Its secrets are encrypted with AES-GCM; the key is a file that only the owner can read, on Windows protected by DPAPI. That protects copies and backups of
/// the secrets from those who lack the key; whoever can act as this user can read them. Where SecretManagement is installed, secret:NAME is looked for there first. Without -Secret and
/// without pipeline input, the text is asked for, unseen.
/// </remarks>
/// <example><code>Set-DsSecret tushare</code><para>Asks for the text and keeps it; then: Set-DsSource tushare -Token secret:tushare.</para></example>
/// <example><code>[System.IO.File]::ReadAllText('/run/token.txt') | Set-DsSecret tushare</code><para>The text from a file. What stands on a command line itself would stay in its history.</para></example>
[Cmdlet(VerbsCommon.Set, "DsSecret", SupportsShouldProcess = true, DefaultParameterSetName = SecretSet)]
[OutputType(typeof(SecretEntry))]
public sealed class SetDsSecretCommand : DsCommand
{
    private const string SecretSet = "Secret", TextSet = "Text", CredentialSet = "Credential";

    /// <summary>The secret's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completion.SecretCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The secret; without it, it is asked for.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SecretSet)]
    public SecureString Secret { get; set; } = null!;

    /// <summary>The secret as text, from the pipeline. Blanks around it are left out.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TextSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string InputObject { get; set; } = "";

    /// <summary>A credential whose password is kept.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CredentialSet)]
    [Credential]
    public PSCredential Credential { get; set; } = null!;

    /// <summary>Writes the secret's name and reference, never its text.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var vault = SecretVault.Of();
        if (!ShouldProcess(vault.Folder, $"Keep secret '{Name}'")) return;
        vault.Set(Name, ParameterSetName switch
        {
            TextSet => InputObject.Trim(),
            CredentialSet => Credential.GetNetworkCredential().Password,
            _ => new NetworkCredential("", Secret).Password,
        });
        if (PassThru) WriteObject(vault.List().First(s => s.Name.Equals(Name, StringComparison.OrdinalIgnoreCase)));
    }
}
