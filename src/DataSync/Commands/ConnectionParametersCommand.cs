using System.Collections;
using System.Management.Automation;
using DataSync.Parameters;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>What the definitions of sources and of stores share: where a database is, who logs in, and the settings of the kind.</summary>
public abstract class ConnectionParametersCommand : WorkspaceCommand
{
    /// <summary>The server of a database: host, host:port, or the path of a Unix socket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>The database on the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Who logs in to the database. With a Set- command, $null takes it out.</summary>
    [Parameter]
    public string? User { get; set; }

    /// <summary>
    /// Where the password is: env:NAME (environment variable), file:path (a file only its owner can read), or secret:NAME or secret:Vault/NAME (Set-DsSecret, SecretManagement). A
    /// password itself is refused. With a Set- command, $null takes it out.
    /// </summary>
    [Parameter]
    public string? Password { get; set; }

    /// <summary>User and password for this session alone: the password is kept nowhere, so scheduled jobs need -User and -Password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Settings of the kind, such as @{ codec = 'zstd' } for Parquet, laid over the preset's or over those there are: a field of $null is removed, @{} removes all.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The user, and where the password is, with what was given.</summary>
    /// <param name="noun">What it is for.</param>
    /// <param name="name">Its name.</param>
    /// <param name="key">What a credential's password is kept under for the session.</param>
    /// <param name="user">The user there is.</param>
    /// <param name="password">Where the password is now.</param>
    private protected (string? User, string? Password) Login(string noun, string name, string key, string? user, string? password)
    {
        SecretReference.Require(MyInvocation, $"password of {noun} '{name}'", Password);
        if (Credential is null) return (Has(nameof(User)) ? User : user, Has(nameof(Password)) ? Password : password);
        if (Has(nameof(User)) || Has(nameof(Password)))
            throw new DataSyncException("BadArguments", $"The {noun} '{name}': -Credential is user and password in one.", "Leave out -User and -Password, or -Credential.");
        return (Credential.UserName, SessionSecrets.Keep(key, Credential.Password));
    }
}
