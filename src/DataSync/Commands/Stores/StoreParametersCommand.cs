using System.Collections;
using System.Management.Automation;
using DataSync.Parameters;
using DataSync.Scripts;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>What New-DsStore and Set-DsStore share.</summary>
public abstract class StoreParametersCommand : WorkspaceCommand
{
    /// <summary>The folder of a file store. A relative path counts from the workspace, so that the workspace can move.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The server of a database: host, host:port, or the path of a Unix socket.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>The database on the server.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Database { get; set; }

    /// <summary>Who logs in to the database; with Set-DsStore, $null takes it out.</summary>
    [Parameter]
    public string? User { get; set; }

    /// <summary>
    /// Where the password is: env:NAME (environment variable), file:path (a file only its owner can read), or secret:NAME or secret:Vault/NAME (Set-DsSecret, SecretManagement). A
    /// password itself is refused. With Set-DsStore, $null takes it out.
    /// </summary>
    [Parameter]
    public string? Password { get; set; }

    /// <summary>User and password for this session alone: the password is kept nowhere, so scheduled jobs need -User and -Password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Settings of the kind, such as @{ codec = 'zstd' } for Parquet. Set-DsStore lays them over those there are: a field of $null is removed, @{} removes all.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The store with what the user gave, checked.</summary>
    private protected Store Apply(Store store)
    {
        SecretReference.Require(MyInvocation, $"password of store '{store.Name}'", Password);
        if (Credential is not null && (Has(nameof(User)) || Has(nameof(Password))))
            throw new DataSyncException("BadArguments", $"Store '{store.Name}': -Credential is user and password in one.", "Leave out -User and -Password, or -Credential.");
        var changed = store with
        {
            Path = Path is null ? store.Path : StorePath.Of(this, Path),
            Server = Server ?? store.Server,
            Database = Database ?? store.Database,
            User = Credential?.UserName ?? (Has(nameof(User)) ? User : store.User),
            Password = Credential is not null ? SessionSecrets.Keep(store.Name, Credential.Password) : Has(nameof(Password)) ? Password : store.Password,
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(store.Settings, Setting) : store.Settings,
            Description = Has(nameof(Description)) ? Description : store.Description,
        };
        StoreKinds.Get(changed.Kind).Validate(changed);
        return changed;
    }
}
