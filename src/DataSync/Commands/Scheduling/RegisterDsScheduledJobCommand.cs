using System.Management.Automation;
using DataSync.Completion;
using DataSync.Jobs;
using DataSync.Parameters;
using DataSync.Scheduling;

namespace DataSync.Commands;

/// <summary>Lets the operating system's own scheduler run plans by their schedules.</summary>
/// <remarks>
/// Each plan becomes a systemd timer, a line of the crontab, a task of Windows or an agent of macOS, in its schedule's time zone. The job runs whichever of pwsh and DataSync.Console is
/// there, with absolute paths and an environment of its own: what it would lack there, a secret or a command, is refused now. It asks the plan's own clock whether to run, so that a start
/// too many does nothing, and one that was missed is made up for (see New-DsPlan -Misfire). Registering again replaces the job. -WhatIf writes the exact texts instead.
/// </remarks>
/// <example><code>Register-DsScheduledJob daily</code><para>Registers one plan.</para></example>
/// <example><code>Get-DsPlan | Where-Object Schedule | Register-DsScheduledJob -System</code><para>All plans that have a schedule, as jobs of the system.</para></example>
/// <example><code>Register-DsScheduledJob daily -WhatIf</code><para>Shows the unit, entry or XML.</para></example>
/// <example><code>Register-DsScheduledJob -SchemaCheck tushare -Policy AddOnly</code><para>Each Monday at 6, new columns of the source's documentation are followed by datasets and tables.</para></example>
/// <example><code>Register-DsScheduledJob -All</code><para>One job that looks every five minutes which plans are due; plans that are made later need no registering.</para></example>
[Cmdlet(VerbsLifecycle.Register, "DsScheduledJob", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(ScheduledJob), typeof(JobFile))]
public sealed class RegisterDsScheduledJobCommand : SchedulingCommand
{
    private const string NameSet = "Name", PlanSet = "Plan", AllSet = "All", SchemaSet = "Schema";

    /// <summary>Names of plans; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = NameSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Plan")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlanCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>A plan as an object, such as New-DsPlan and Get-DsPlan write; it has to be saved in the workspace.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PlanSet, ValueFromPipeline = true)]
    public Plan InputObject { get; set; } = null!;

    /// <summary>Registers one job that runs whatever is due (Invoke-DsSync -Due).</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <summary>
    /// Follows the vendor by itself: reads the documentation of a source's datasets, or of one dataset, again (Update-DsSchema), brings datasets and tables to what it says, asks again for what lacks a column that
    /// came, and tells of it (Set-DsNotification). The name of the source or dataset.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = SchemaSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SchemaSubjectCompleter))]
    public string SchemaCheck { get; set; } = "";

    /// <summary>Which changes of the documentation are followed: AddOnly (those that lose nothing; the default), All or ReportOnly.</summary>
    [Parameter(ParameterSetName = SchemaSet)]
    [ValidateSet("AddOnly", "All", "ReportOnly")]
    public string Policy { get; set; } = "AddOnly";

    /// <summary>How often the job of -All looks (every five minutes), or that of -SchemaCheck (Mondays at 6), as a cron expression.</summary>
    [Parameter(ParameterSetName = AllSet)]
    [Parameter(ParameterSetName = SchemaSet)]
    [ValidateNotNullOrEmpty]
    public string? Schedule { get; set; }

    /// <summary>What runs the job: Auto, Pwsh or Console.</summary>
    [Parameter]
    public JobRunner Runner { get; set; } = JobRunner.Auto;

    /// <summary>Starts the job up to so much later, at random: kind to a vendor that many machines ask at 18:00. Systemd and Windows have it.</summary>
    [Parameter]
    [Duration]
    public TimeSpan RandomDelay { get; set; }

    private protected override object? Subject => InputObject?.Name;

    /// <inheritdoc/>
    protected override void Process()
    {
        switch (ParameterSetName)
        {
            case AllSet:
                var plans = Home.Plans.All().Where(p => p.Schedule is not null).ToList();
                var clock = new CronClock(CronExpression.Parse(Schedule ?? "*/5 * * * *"), Services.Iana(Machine.TimeZone));
                Register("all plans that are due", (planner, cancel) => planner.MakeAsync(clock, plans, cancel));
                break;
            case SchemaSet: RegisterSchemaCheck(); break;
            case PlanSet: Register(Home.Plans.Get(InputObject.Name)); break;
            default: ForEach(Home.Plans, Name, Register); break;
        }
    }

    private void RegisterSchemaCheck()
    {
        var subject = SchemaSubject.Find(Home, SchemaCheck);
        var clock = new CronClock(CronExpression.Parse(Schedule ?? "0 6 * * 1"), Services.Iana(Machine.TimeZone));
        Register($"check of the columns of '{subject.Name}' ({Policy})", (planner, cancel) => planner.MakeAsync(new SchemaCheckJob(subject.Name, Policy), clock, subject.Plans, cancel));
    }

    private void Register(Plan plan)
    {
        var clock = Services.Clock(Home, plan);
        Register($"plan '{plan.Name}'", (planner, cancel) => planner.MakeAsync(plan, clock, cancel));
    }

    private void Register(string what, Func<JobPlanner, CancellationToken, Task<Scheduling.JobDefinition>> make)
    {
        var (kind, machine) = (Kinds[0], Machine);
        var planner = new JobPlanner(Home, kind, machine, Runner, RandomDelay);
        Scheduling.JobDefinition? job = null;
        Await(async (_, cancel) => job = await make(planner, cancel)); // what is wrong shows under -WhatIf too
        var action = $"Register {what} with {kind.Name}: {job!.Note.Schedule} {job.Note.TimeZone}";
        if (!ShouldProcess(action, $"{action}?", null, out var reason))
        {
            if (reason == ShouldProcessReason.WhatIf) WriteObject(kind.Render(job, machine), enumerateCollection: true);
            return;
        }
        Await(async (records, cancel) =>
        {
            if (await kind.RegisterAsync(job, machine, cancel) is { } warning) records.Post(() => WriteWarning(warning));
            var entry = new JobEntry(job.Note, kind.Render(job, machine)[0].Path);
            records.Post(() => WriteObject(Describe(kind, entry)));
        });
    }
}
