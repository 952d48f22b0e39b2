using System.Collections;
using System.Management.Automation;
using DataSync.Completion;
using DataSync.Output;
using DataSync.Parameters;
using DataSync.Scheduling;
using DataSync.Scripts;
using DataSync.Sync;
using DataSync.Sync.Plans;

namespace DataSync.Commands;

/// <summary>Synchronizes: asks vendors for what is missing or stale, and writes it.</summary>
/// <remarks>
/// What is done is not asked again, so the same command can be run at any time, after a failure or an interruption too. Each slice that fails is one error, and the rest go on; a
/// wrong token or a missing permission stops at once; a used-up quota stops the plan and says when to go on. Ctrl+C stops cleanly: what is committed stays. -WhatIf
/// prices the run and touches nothing: how many slices and requests, what they take of each rate window and quota and what is left of it, how long it takes and when it would be through, and
/// whether the account's points reach the dataset. Several plans in one call share the limits of their source: each begins after the ones before. Several plans run in order: a plan that reads another's table, or names it in DependsOn, comes after it, and does not run where
/// that failed; independent ones run side by side, those of a higher priority first.
/// </remarks>
/// <example><code>Invoke-DsSync daily</code><para>Runs a plan.</para></example>
/// <example><code>Get-DsPlan | Invoke-DsSync</code><para>Runs all plans: each after those whose tables it reads, independent ones side by side.</para></example>
/// <example><code>Invoke-DsSync daily -WhatIf</code><para>What it would cost: slices, requests, limits and time.</para></example>
/// <example><code>Get-DsPlan | Invoke-DsSync -WhatIf | Where-Object IsReached -eq $false</code><para>The plans that the account's points do not reach.</para></example>
/// <example><code>Invoke-DsSync daily -WhatIf -Detail | Where-Object Request</code><para>Each slice that would be asked, with its first request, the token masked.</para></example>
/// <example><code>Invoke-DsSync daily -Missing</code><para>Fills the gaps, without refreshing what is done.</para></example>
/// <example><code>Invoke-DsSync daily -Backfill turnover</code><para>Fills a column that is new: asks again just for the slices that lack it.</para></example>
/// <example><code>Invoke-DsSync -Due</code><para>Runs the plans whose schedules say so since they ran last: for a scheduler of your own.</para></example>
/// <example><code>Invoke-DsSync -Dataset daily -Store lake -Arguments @{ trade_date = '20240102' }</code><para>Ad hoc, without a plan. What is done counts for plans of the same table too.</para></example>
/// <example><code>Get-Command -Module DataSync | Invoke-DsSync -Dataset commands -Store lake -Mode Replace</code><para>Objects of any command, as rows of a dataset whose source is of kind Object.</para></example>
[Cmdlet(VerbsLifecycle.Invoke, "DsSync", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(Run), typeof(SyncEstimate), typeof(SlicePreview))]
public sealed class InvokeDsSyncCommand : AsyncDsCommand
{
    private const string NameSet = "Name", PlanSet = "Plan", AdHocSet = "AdHoc", DueSet = "Due";
    private readonly List<object> _slices = [];
    private readonly List<Plan> _plans = [];
    private readonly Dictionary<Plan, IReadOnlyList<DateTimeOffset>> _occurrences = new(ReferenceEqualityComparer.Instance);
    private PipedObjects? _piped;
    private bool _refused;

    /// <summary>Names of plans; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = DueSet, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Runs only plans whose schedule says so: those with an occurrence since their last run. Without -Name, of all plans.</summary>
    [Parameter(Mandatory = true, ParameterSetName = DueSet)]
    public SwitchParameter Due { get; set; }

    /// <summary>A plan as an object, such as New-DsPlan and Get-DsPlan write. It runs as it is, saved or not.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlanSet, ValueFromPipeline = true)]
    public Plan InputObject { get; set; } = null!;

    /// <summary>The dataset to synchronize without a plan: its name or the object.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AdHocSet)]
    [DatasetReference]
    [ArgumentCompleter(typeof(DatasetCompleter))]
    public Dataset Dataset { get; set; } = null!;

    /// <summary>The store to write to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AdHocSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(StoreCompleter))]
    public string Store { get; set; } = "";

    /// <summary>A scriptblock that emits arguments, or the arguments themselves: hashtables or objects, one a slice.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    [ValidateNotNullOrEmpty]
    public object[]? Arguments { get; set; }

    /// <summary>Arguments from the pipeline: hashtables or objects, one a slice. Where the dataset's source is of kind Object, they are its rows.</summary>
    [Parameter(ParameterSetName = AdHocSet, ValueFromPipeline = true)]
    public PSObject? Slice { get; set; }

    /// <summary>For objects of the pipeline as rows: the column whose values are slices, such as the day. Without it all objects are one slice, written each time.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? SliceBy { get; set; }

    /// <summary>The table in the store; without it, the dataset's name.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    [ValidateNotNullOrEmpty]
    public string? Table { get; set; }

    /// <summary>How rows are written: Append, Upsert (the default), ReplaceSlice or Replace.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    public WriteMode Mode { get; set; } = WriteMode.Upsert;

    /// <summary>The columns that identify a row; without it, the dataset's key.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[] Key { get; set; } = [];

    /// <summary>How the table is partitioned: column, year(column) or month(column).</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    [ArgumentCompleter(typeof(PartitionCompleter))]
    public string? PartitionBy { get; set; }

    /// <summary>Values that the scriptblock of -Arguments sees as variables.</summary>
    [Parameter(ParameterSetName = AdHocSet)]
    public Hashtable? Variable { get; set; }

    /// <summary>Asks for slices that are done, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Fills the gaps and nothing else: asks for what is missing, failed, empty or short, and not again for what is stale.</summary>
    [Parameter]
    public SwitchParameter Missing { get; set; }

    /// <summary>New columns to fill: asks just for the slices that were stored before the dataset had them, and nothing else. Mode Append cannot.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Backfill { get; set; } = [];

    /// <summary>Asks again for slices dated within this span before today, such as 7d, instead of the plan's span.</summary>
    [Parameter]
    [Duration]
    public TimeSpan? Refresh { get; set; }

    /// <summary>Age at which a done slice is asked again, such as 12h or Never, instead of the plan's.</summary>
    [Parameter]
    [Duration(AllowNever = true)]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Most requests in flight at once, instead of the plan's.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int? ThrottleLimit { get; set; }

    /// <summary>How long to wait for another process that writes the same table.</summary>
    [Parameter]
    [Duration]
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The run takes only slices dated on this day or later. A plan's scriptblock sees it as $From.</summary>
    [Parameter]
    [Date]
    public DateOnly? From { get; set; }

    /// <summary>The run takes only slices dated on this day or earlier. A plan's scriptblock sees it as $To.</summary>
    [Parameter]
    [Date]
    public DateOnly? To { get; set; }

    /// <summary>Most plans at once, where several are to run; each has requests of its own.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int PlanThrottleLimit { get; set; } = 4;

    /// <summary>With -WhatIf: lists each slice, with its state and, where it would be asked, its first request, instead of the price.</summary>
    [Parameter]
    public SwitchParameter Detail { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case NameSet: ForEach(Home.Plans, Name, _plans.Add); break;
            case DueSet: ForEach(Home.Plans, Name, AddDue); break;
            case PlanSet: _plans.Add(InputObject); break;
            case AdHocSet when Slice is not null: Take(Slice); break;
        }
    }

    private void Take(PSObject item)
    {
        if (_refused) return;
        // one object that is lost makes all of them incomplete: nothing is written then
        _refused = true;
        if (_piped is null && _slices.Count == 0 && PipedObjects.Takes(Home, Home.Datasets.Get(Dataset.Name))) _piped = PipedObjects.Begin(Home, Home.Datasets.Get(Dataset.Name), SliceBy, Mode);
        if (_piped is null) _slices.Add(item);
        else _piped.Add(item);
        _refused = false;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        // a pipeline that brought nothing asks for nothing
        if (ParameterSetName == AdHocSet && !_refused && !(MyInvocation.ExpectingInput && _slices.Count == 0 && _piped is null)) Attempt(Dataset.Name, () => _plans.Add(AdHoc()));
        if (_plans.Count > 0) Attempt(_plans.Count == 1 ? _plans[0].Name : null, RunAll);
        if (Due) TellLateness();
        _piped?.Dispose();
    }

    private Plan AdHoc()
    {
        var dataset = Home.Datasets.Get(Dataset.Name);
        if (Arguments is not null && _slices.Count > 0) throw new DataSyncException("ArgumentsInvalid", "Arguments are given twice: by -Arguments and by the pipeline.", "Leave one out.");
        if (SliceBy is not null && _piped is null) throw new DataSyncException("ArgumentsInvalid", "-SliceBy is for objects that are piped as rows, to a dataset whose source is of kind Object.", "Leave it out.");
        var plan = PlanRules.Checked(dataset, new Plan { Dataset = dataset.Name, Store = Home.Stores.Get(Store).Name, Table = Table ?? "", Mode = Mode, Key = Key, PartitionBy = PartitionBy });
        if (_piped is not null && SliceBy is not null && ShouldProcess(dataset.Name, $"Slice by {SliceBy}")) _piped.Declare(Home, SliceBy);
        return _piped is not null ? plan : Arguments is null && _slices.Count == 0
            ? PlanArguments.WithoutArguments(Home, plan, dataset)
            : PlanArguments.Apply(this, Home, plan, dataset, (IReadOnlyList<object>?)Arguments ?? _slices, Variable);
    }

    private void AddDue(Plan plan)
    {
        if (!IsDue(plan, out var occurrences)) return;
        _plans.Add(plan);
        if (occurrences is not null) _occurrences[plan] = occurrences;
    }

    /// <summary>Whichever job comes first tells of plans that are late: the late plan's own may be what is broken.</summary>
    private void TellLateness()
    {
        if (IsWhatIf || Home.Notifications.Names().Count == 0) return;
        var engine = Services.Engine(Home);
        foreach (var name in Home.Plans.Names())
        {
            Attempt(name, () =>
            {
                if (Home.Plans.Find(name) is not { } plan || Services.Clock(Home, plan) is not { } clock) return;
                Await((records, cancel) => engine.TellLatenessAsync(plan, clock, new RunObserver(this, records, name, 0), cancel));
            });
        }
    }

    private bool IsDue(Plan plan, out IReadOnlyList<DateTimeOffset>? occurrences)
    {
        occurrences = null;
        if (Services.Clock(Home, plan) is not { } clock)
        {
            WriteVerbose($"{plan.Name}: no schedule.");
            return false;
        }
        var runs = Services.Runs(Home).Read(plan.Name, plan.Misfire == Misfire.RunAll ? null : 1);
        var last = runs.Count > 0 ? runs[0] : null;
        // a plan that never ran is due from the first occurrence after it was written
        DateTimeOffset since = last?.Started ?? Home.Plans.WrittenAt(plan.Name), now = Services.Outside.Time.GetUtcNow();
        if (plan.Misfire == Misfire.RunAll) occurrences = DueCheck.FindAll(clock, runs, Home.Plans.WrittenAt(plan.Name), now);
        var due = occurrences is null ? DueCheck.Find(clock, plan.Misfire, since, now) : occurrences.Count > 0 ? occurrences[0] : null;
        // the next occurrence of an interval is near; fixed times rather wait for the table than for a day; whoever runs for each occurrence goes on to the last
        var busy = last is { Status: RunStatus.Running } && (clock.Expression.IsInterval || occurrences is not null);
        WriteVerbose(due is null ? $"{plan.Name}: not due; last {since:u}, next {clock.Next(since):u}." : $"{plan.Name}: due since {due:u}{(busy ? $", but still running since {since:u}" : "")}.");
        return due is not null && !busy;
    }

    private void RunAll()
    {
        if (Missing && (Force || Backfill.Length > 0 || Refresh is not null || MaxAge is not null))
            throw new DataSyncException("ArgumentsInvalid", "-Missing asks for nothing that is done, and -Force, -Backfill, -Refresh and -MaxAge do.", "Leave one out.");
        if (Detail && !IsWhatIf) throw new DataSyncException("ArgumentsInvalid", "-Detail lists what would be asked, and goes with -WhatIf.", "Get-DsCoverage -Detail lists the slices of a plan.");
        var plans = _plans.DistinctBy(p => p.Name.Length > 0 ? p.Name.ToUpperInvariant() : (object)p).ToList();
        var graph = PlanGraph.Of(plans, plan => PlanReads.Of(Home, plan));
        var agreed = new Dictionary<Plan, bool>(ReferenceEqualityComparer.Instance);
        foreach (var plan in plans)
        {
            var what = $"Synchronize '{NameOf(plan)}': dataset {plan.Dataset} to {plan.Store}/{plan.TargetTable}";
            if (ShouldProcess(what, $"{what}?", null, out var reason)) agreed[plan] = true;
            else if (reason == ShouldProcessReason.WhatIf) agreed[plan] = false;
        }
        var options = new SyncOptions { Force = Force || (_piped is not null && Mode != WriteMode.Append), OnlyMissing = Missing, Backfill = Backfill, Refresh = Refresh, MaxAge = MaxAge, ThrottleLimit = ThrottleLimit, LockTimeout = LockTimeout, From = From, To = To };
        var work = new PlanWork(this, Home, Services.Engine(Home, _piped?.Spool), ScriptRunspace.Capture(), options);
        Await((records, cancel) => new PlanQueue(graph, SourceOf).RunAsync(agreed.ContainsValue(false) ? 1 : PlanThrottleLimit,
            plan => agreed.TryGetValue(plan, out var run) ? run ? work.RunAsync(plan, _occurrences.GetValueOrDefault(plan), records, cancel) : work.EstimateAsync(plan, _occurrences.GetValueOrDefault(plan), Detail, records, cancel) : Task.FromResult<Run?>(null),
            (plan, parent, run) => work.Skip(plan, parent, run, records), cancel));
    }

    private string SourceOf(Plan plan) => Home.Datasets.Find(plan.Dataset)?.Source ?? "";

    private static string NameOf(Plan plan) => TargetCheck.NameOf(plan);
}
