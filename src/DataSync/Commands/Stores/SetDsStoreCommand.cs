using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Changes a store; what is not given stays.</summary>
/// <remarks>A new -Path does not move data: what stands at the old place stays there, and plans begin anew at the new one. -Setting is laid over the settings there are: a field of $null is removed, @{} removes all.</remarks>
/// <example><code>Set-DsStore lake -Setting @{ codec = 'zstd' }</code><para>From now on files are written with another codec.</para></example>
[Cmdlet(VerbsCommon.Set, "DsStore", SupportsShouldProcess = true)]
[OutputType(typeof(Store))]
public sealed class SetDsStoreCommand : WorkspaceCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The folder of a file store; a relative path counts from the workspace.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Settings of the kind, laid over those there are.</summary>
    [Parameter]
    public Hashtable? Setting { get; set; }

    /// <summary>Free text.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Writes the changed store.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Change(Home.Stores, Name, PassThru, store =>
    {
        var changed = store with
        {
            Path = Path is null ? store.Path : StorePath.Of(this, Path),
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(store.Settings, Setting) : store.Settings,
            Description = Has(nameof(Description)) ? Description : store.Description,
        };
        StoreKinds.Get(changed.Kind).Validate(changed);
        return changed;
    });
}
