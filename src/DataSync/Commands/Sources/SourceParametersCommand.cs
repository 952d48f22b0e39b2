using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>What New-DsSource and Set-DsSource share.</summary>
public abstract class SourceParametersCommand : ConnectionParametersCommand
{
    /// <summary>The base address of a web API, without it the preset's; or of a folder of files on the web.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Uri { get; set; }

    /// <summary>The folder, file or pattern of a source of files, such as ./drop or ./drop/*.csv. A relative path counts from the workspace, so that the workspace can move.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

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

    /// <summary>The source with what the user gave.</summary>
    private protected Source Apply(Source source)
    {
        SecretReference.Require(MyInvocation, $"token of source '{source.Name}'", Token);
        var (user, password) = Login("source", source.Name, $"source-{source.Name}", source.User, source.Password);
        return source with
        {
            Uri = Uri ?? source.Uri,
            Path = Path is null ? source.Path : StorePath.Of(this, Path),
            Server = Server ?? source.Server,
            Database = Database ?? source.Database,
            User = user,
            Password = password,
            Token = Token ?? source.Token,
            Points = Points ?? source.Points,
            Limits = Has(nameof(Limit)) ? Limit : source.Limits,
            TimeZone = Has(nameof(TimeZone)) ? TimeZone : source.TimeZone,
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(source.Settings, Setting) : source.Settings,
            Description = Has(nameof(Description)) ? Description : source.Description,
        };
    }
}
