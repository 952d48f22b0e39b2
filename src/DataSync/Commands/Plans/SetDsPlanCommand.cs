using System.Management.Automation;
using DataSync.Completion;

namespace DataSync.Commands;

/// <summary>Changes a plan; what is not given stays.</summary>
/// <remarks>
/// What is done stays done where the arguments are the same. Write mode, key and partitioning belong to the table: with another one the next run is refused until the table is
/// removed or another -Table is named.
/// </remarks>
/// <example><code>Set-DsPlan daily -Refresh 14d -ThrottleLimit 4</code><para>A longer window, and fewer requests at once.</para></example>
/// <example><code>Set-DsPlan daily -Arguments { Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } } }</code><para>Another scriptblock.</para></example>
[Cmdlet(VerbsCommon.Set, "DsPlan", SupportsShouldProcess = true)]
[OutputType(typeof(Plan))]
public sealed class SetDsPlanCommand : PlanParametersCommand
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A scriptblock that emits arguments, or the arguments themselves: hashtables or objects, one a slice.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Arguments { get; set; }

    /// <summary>Another store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string? Store { get; set; }

    /// <summary>Writes the changed plan.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process() => Change(Home.Plans, Name, PassThru, plan =>
    {
        var dataset = Home.Datasets.Get(plan.Dataset);
        var changed = Apply(plan with { Store = Store is null ? plan.Store : Home.Stores.Get(Store).Name }, dataset);
        return PlanArguments.Apply(this, Home, changed, dataset, Arguments, Variable);
    });
}
