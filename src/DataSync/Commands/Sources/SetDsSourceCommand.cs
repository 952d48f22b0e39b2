using System.Management.Automation;
using DataSync.Completion;
using DataSync.Sources;

namespace DataSync.Commands;

/// <summary>Changes a source; what is not given stays.</summary>
/// <remarks>-Setting is laid over the settings there are: a field of $null is removed, @{} removes all.</remarks>
/// <example><code>Set-DsSource tushare -Points 5000</code><para>After an upgrade of the account: the rate limits of 5000 points.</para></example>
[Cmdlet(VerbsCommon.Set, "DsSource", SupportsShouldProcess = true)]
[OutputType(typeof(Source))]
public sealed class SetDsSourceCommand : SourceParametersCommand
{
    /// <summary>The source's name; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Writes the changed source.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Change(Home.Sources, Name, PassThru, source =>
    {
        var changed = Apply(source);
        SourceKinds.Get(changed.Kind).Validate(changed, Home);
        // what was learned was of the account and contract before
        if (!IsWhatIf && (Has(nameof(Token)) || Has(nameof(Points)) || Has(nameof(Limit)))) Services.LimitBook(Home).Forget(changed.Name);
        return changed;
    });
}
