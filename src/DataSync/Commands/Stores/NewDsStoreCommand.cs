using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Says where data goes to: a place for tables.</summary>
/// <remarks>Nothing is written there yet; Test-DsStore says whether it could be.</remarks>
/// <example><code>New-DsStore lake -Kind Parquet -Path ./data</code><para>Parquet files in the folder data of the workspace.</para></example>
/// <example><code>New-DsStore exchange -Kind Csv -Path /srv/exchange -Setting @{ delimiter = ';' }</code><para>CSV files, fields parted by semicolons.</para></example>
[Cmdlet(VerbsCommon.New, "DsStore", SupportsShouldProcess = true)]
[OutputType(typeof(Store))]
public sealed class NewDsStoreCommand : WorkspaceCommand
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

    /// <summary>The folder of a file store. A relative path counts from the workspace, so that the workspace can move.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Settings of the kind, such as @{ codec = 'zstd' } for Parquet.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Replaces a store of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        var kind = StoreKinds.Get(Kind);
        var store = new Store { Name = Name, Kind = kind.Name, Path = Path is null ? null : StorePath.Of(this, Path), Settings = JsonSettings.From(Setting), Description = Description };
        kind.Validate(store);
        Save(Home.Stores, store, Force);
    }
}
