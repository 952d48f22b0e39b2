using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>What New-DsSource and Set-DsSource share.</summary>
public abstract class SourceParametersCommand : WorkspaceCommand
{
    /// <summary>The base address of a web API, without it the preset's; or of a folder of files on the web.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Uri { get; set; }

    /// <summary>The folder, file or pattern of a source of files, such as ./drop or ./drop/*.csv. A relative path counts from the workspace, so that the workspace can move.</summary>
    [Parameter]
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

    /// <summary>Who logs in to the database; with Set-DsSource, $null takes it out.</summary>
    [Parameter]
    public string? User { get; set; }

    /// <summary>Where the password is, as -Token says where a token is: env:NAME, file:path or secret:NAME. A password itself is refused. With Set-DsSource, $null takes it out.</summary>
    [Parameter]
    public string? Password { get; set; }

    /// <summary>User and password for this session alone: the password is kept nowhere, so scheduled jobs need -User and -Password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>
    /// Where the token is: env:NAME (environment variable), file:path (a file only its owner can read), or secret:NAME or secret:Vault/NAME (Set-DsSecret, SecretManagement). A token
    /// itself is refused.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Token { get; set; }

    /// <summary>The account's points, where the vendor's limits depend on them.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Points { get; set; }

    /// <summary>Rate limits instead of the preset's: 500/1m, 20000/1d, or @{ Requests = 500; Per = '1m'; PerApi = $false }.</summary>
    [Parameter]
    [RateWindow]
    public RateWindow[]? Limit { get; set; }

    /// <summary>The vendor's time zone (IANA), which decides what today is.</summary>
    [Parameter]
    [ValidateTimeZone]
    [ArgumentCompleter(typeof(TimeZoneCompleter))]
    public string? TimeZone { get; set; }

    /// <summary>Settings of the kind of source, laid over the preset's.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>The source with what the user gave.</summary>
    private protected Source Apply(Source source)
    {
        SecretReference.Require(MyInvocation, $"token of source '{source.Name}'", Token);
        SecretReference.Require(MyInvocation, $"password of source '{source.Name}'", Password);
        if (Credential is not null && (Has(nameof(User)) || Has(nameof(Password))))
            throw new DataSyncException("BadArguments", $"Source '{source.Name}': -Credential is user and password in one.", "Leave out -User and -Password, or -Credential.");
        return source with
        {
            Uri = Uri ?? source.Uri,
            Path = Path is null ? source.Path : StorePath.Of(this, Path),
            Server = Server ?? source.Server,
            Database = Database ?? source.Database,
            User = Credential?.UserName ?? (Has(nameof(User)) ? User : source.User),
            Password = Credential is not null ? SessionSecrets.Keep($"source-{source.Name}", Credential.Password) : Has(nameof(Password)) ? Password : source.Password,
            Token = Token ?? source.Token,
            Points = Points ?? source.Points,
            Limits = Has(nameof(Limit)) ? Limit : source.Limits,
            TimeZone = Has(nameof(TimeZone)) ? TimeZone : source.TimeZone,
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(source.Settings, Setting) : source.Settings,
            Description = Has(nameof(Description)) ? Description : source.Description,
        };
    }
}
