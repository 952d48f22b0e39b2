using System.Management.Automation;
using DataSync.Completion;
using DataSync.Parameters;

namespace DataSync.Commands;

/// <summary>Says which dataset goes to which store, and which arguments to ask for.</summary>
/// <remarks>
/// Each hashtable or object of -Arguments is one slice: the unit that is asked for, done once and kept account of. A scriptblock is kept as its text and runs anew with each run,
/// in a session of its own: it sees $Plan, $Dataset, $Store, $Today, $using: and -Variable values as they are now, the module's commands, and the functions in the workspace's
/// functions.ps1. What it could not see is refused here, with its line. See about_DataSync_Arguments.
/// </remarks>
/// <example><code>Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments { @{ exchange = 'SSE' } } | Invoke-DsSync</code><para>A plan named trade_cal, and its first run.</para></example>
/// <example><code>New-DsPlan -Name daily -Dataset daily -Store lake -PartitionBy 'year(trade_date)' -Refresh 7d -Arguments {
///     Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
/// }</code><para>One slice for each open day of the synchronized calendar; the last seven days are asked again by each run.</para></example>
/// <example><code>Get-DsDataset daily | New-DsPlan -Store lake -Template by-trading-day -Parameter @{ since = '2020-01-01' }</code><para>Arguments from a template; Get-DsTemplate lists them.</para></example>
/// <example><code>@{ ts_code = '000001.SZ' }, @{ ts_code = '600000.SH' } | New-DsPlan -Dataset daily -Store lake -Name favourites</code><para>Slices from the pipeline.</para></example>
[Cmdlet(VerbsCommon.New, "DsPlan", SupportsShouldProcess = true, DefaultParameterSetName = DatasetSet)]
[OutputType(typeof(Plan))]
public sealed class NewDsPlanCommand : PlanParametersCommand
{
    private const string DatasetSet = "Dataset", SlicesSet = "Slices", TemplateSet = "Template";
    private readonly List<object> _slices = [];

    /// <summary>The dataset: its name, or the object from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DatasetSet, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = TemplateSet, ValueFromPipeline = true)]
    [Parameter(Mandatory = true, ParameterSetName = SlicesSet)]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>The store's name.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>The plan's name; without it, the dataset's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>A scriptblock that emits arguments, or the arguments themselves: hashtables or objects, one a slice. Without it: one slice without arguments.</summary>
    [Parameter(ParameterSetName = DatasetSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Arguments { get; set; }

    /// <summary>Arguments from the pipeline: hashtables or objects, one a slice.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SlicesSet, ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The template that makes the arguments. Request parameters and tables that the template can find from the dataset need not be given.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TemplateSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArgumentTemplateCompleter))]
    public string Template { get; set; } = "";

    /// <summary>Values of the template's parameters.</summary>
    [Parameter(ParameterSetName = TemplateSet)]
    public System.Collections.Hashtable? Parameter { get; set; }

    /// <summary>Replaces a plan of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Name ?? Dataset?.Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        if (ParameterSetName == SlicesSet) _slices.Add(InputObject!);
        else Make(Arguments);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == SlicesSet) Attempt(Subject, () => Make(_slices));
    }

    private void Make(IReadOnlyList<object>? arguments)
    {
        var dataset = Home.Datasets.Get(Dataset.Name);
        var plan = Apply(new Plan { Name = Name ?? dataset.Name, Dataset = dataset.Name, Store = Home.Stores.Get(Store).Name }, dataset);
        plan = ParameterSetName == TemplateSet ? PlanArguments.FromTemplate(Home, plan, dataset, Template, Parameter)
            : arguments is null ? PlanArguments.WithoutArguments(Home, plan, dataset) : PlanArguments.Apply(this, Home, plan, dataset, arguments, Variable);
        Save(Home.Plans, plan, Force);
    }
}
