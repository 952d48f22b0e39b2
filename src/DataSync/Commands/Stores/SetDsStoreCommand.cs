using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Changes a store; what is not given stays.</summary>
/// <remarks>A new place (-Path, -Server, -Database) does not move data: what stands at the old one stays there, and plans begin anew at the new one.</remarks>
/// <example><code>Set-DsStore lake -Setting @{ codec = 'zstd' }</code><para>From now on files are written with another codec.</para></example>
[Cmdlet(VerbsCommon.Set, "DsStore", SupportsShouldProcess = true)]
[OutputType(typeof(Store))]
public sealed class SetDsStoreCommand : StoreParametersCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Writes the changed store.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Change(Home.Stores, Name, PassThru, Apply);
}
