using System.Management.Automation;
using DataSync.Completion;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Says where data goes to: a place for tables.</summary>
/// <remarks>Nothing is written there yet; Test-DsStore says whether it could be.</remarks>
/// <example><code>New-DsStore lake -Kind Parquet -Path ./data</code><para>Parquet files in the folder data of the workspace.</para></example>
/// <example><code>New-DsStore exchange -Kind Csv -Path /srv/exchange -Setting @{ delimiter = ';' }</code><para>CSV files, fields parted by semicolons.</para></example>
/// <example><code>New-DsStore archive -Kind Json -Path /srv/archive -Setting @{ compression = 'zstd' }</code><para>JSON lines, compressed.</para></example>
/// <example><code>New-DsStore desk -Kind Excel -Path ./reports</code><para>Excel workbooks, one a table or partition.</para></example>
/// <example><code>New-DsStore quant -Kind PostgreSql -Server db.example.com -Database quant -User quant -Password env:QUANT_PASSWORD</code><para>Tables in a PostgreSQL database; the password stays in the environment.</para></example>
[Cmdlet(VerbsCommon.New, "DsStore", SupportsShouldProcess = true)]
[OutputType(typeof(Store))]
public sealed class NewDsStoreCommand : StoreParametersCommand
{
    /// <summary>The name, unique among the workspace's stores.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The kind of store.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreKindCompleter))]
    public string Kind { get; set; } = "";

    /// <summary>Replaces a store of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process() => Save(Home.Stores, Apply(new Store { Name = Name, Kind = StoreKinds.Get(Kind).Name }), Force);
}
