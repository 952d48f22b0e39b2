using System.Management.Automation;
using DataSync.Completion;
using DataSync.Sources;

namespace DataSync.Commands;

/// <summary>Says where data comes from: a vendor's web API, files, a database, or objects of PowerShell.</summary>
/// <remarks>
/// The kind decides what else is needed: about_DataSync_Sources says what for which. Of a web API a preset holds what is known of a vendor: -Preset Tushare needs nothing but the token. Without a preset, -Uri and -Setting say how a server is asked. The token stays a
/// reference; it is read where it is used and kept nowhere. Nothing is asked of the source yet; Test-DsSource does.
/// </remarks>
/// <example><code>New-DsSource tushare -Preset Tushare -Token env:TUSHARE_TOKEN</code><para>The vendor Tushare, with the token in an environment variable.</para></example>
/// <example><code>New-DsSource example -Uri https://api.example.org/v1 -Limit 60/1m</code><para>A server that answers JSON, asked at most 60 times a minute.</para></example>
/// <example><code>New-DsSource drop -Kind File -Path ./drop</code><para>Files of a folder of the workspace.</para></example>
/// <example><code>New-DsSource research -Kind PostgreSql -Server db.example.com -Database research -User quant -Password env:RESEARCH_PASSWORD</code><para>Tables and queries of a database; the password stays in the environment.</para></example>
/// <example><code>New-DsSource machine -Kind Object</code><para>Objects of PowerShell, which a pipeline brings to Invoke-DsSync.</para></example>
[Cmdlet(VerbsCommon.New, "DsSource", SupportsShouldProcess = true)]
[OutputType(typeof(Source))]
public sealed class NewDsSourceCommand : SourceParametersCommand
{
    /// <summary>The name, unique among the workspace's sources.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The kind of source.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SourceKindCompleter))]
    public string Kind { get; set; } = "Http";

    /// <summary>A vendor's settings to start from: a file of the module's presets or of the workspace's folder presets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PresetCompleter))]
    public string? Preset { get; set; }

    /// <summary>Replaces a source of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var kind = SourceKinds.Get(Kind);
        var source = Apply(new Source { Name = Name, Kind = kind.Name, Preset = Preset });
        kind.Validate(source, Home);
        Save(Home.Sources, source, Force);
    }
}
