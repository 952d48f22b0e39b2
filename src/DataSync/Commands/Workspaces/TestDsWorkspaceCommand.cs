using System.Management.Automation;
using DataSync.Health;
using DataSync.Output;
using DataSync.Scheduling;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Checks everything a workspace depends on, and says what to do.</summary>
/// <remarks>
/// Files can be read and what they refer to exists; secrets resolve; vendors and stores answer; each table is as its plan says, and holds what the ledger says is done; the last run of each
/// plan went well and none is late; plans with a schedule have a job, and somebody is told when they fail; state.db is whole; there is room on the disks; the clock is sane. One object for each thing that was
/// checked, its Severity Ok, Warning or Error: for monitoring, DataSync.Console -Check writes them and ends with 1 for an error, 2 for warnings alone, 0 where all is well. Nothing is changed and nothing
/// is sent but the smallest question to each vendor.
/// </remarks>
/// <example><code>Test-DsWorkspace -Problem</code><para>What is wrong in the workspace of the current folder.</para></example>
/// <example><code>Test-DsWorkspace -Offline | Where-Object Area -eq Files</code><para>The files alone, after editing them by hand or merging branches.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsWorkspace")]
[OutputType(typeof(WorkspaceCheck))]
public sealed class TestDsWorkspaceCommand : SchedulingCommand
{
    /// <summary>Asks no vendor and opens no store.</summary>
    [Parameter]
    public SwitchParameter Offline { get; set; }

    /// <summary>Only warnings and errors.</summary>
    [Parameter]
    public SwitchParameter Problem { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var report = new HealthReport(Home, Write);
        new FileChecks(report).Run();
        var (plans, sources, stores) = (Plans(), OpenSources(), OpenStores());
        var (engine, runs, secrets) = (Services.Engine(Home), Services.Runs(Home), Services.Secrets(Home));
        Await(async (records, cancel) =>
        {
            var queued = new HealthReport(Home, check => records.Post(() => Write(check)));
            await PlaceChecks.SecretsAsync(queued, secrets, cancel);
            await PlaceChecks.SourcesAsync(queued, sources, cancel);
            await PlaceChecks.StoresAsync(queued, stores, cancel);
            await new PlanChecks(queued, engine, runs).RunAsync(plans, Offline, cancel);
        });
        var scheduled = plans.Where(p => p.Clock is not null).Select(p => p.Plan).ToList();
        if (scheduled.Count > 0) Jobs(report, scheduled);
        JobChecks.Notifications(report, scheduled.Count > 0);
        JobChecks.State(report);
        PlaceChecks.Disk(report);
        JobChecks.Clock(report, Services.Outside.Time.GetUtcNow().UtcDateTime, runs.Read(last: 1) is [var run] ? run.Started : null);
    }

    private void Write(WorkspaceCheck check)
    {
        if (!Problem || check.Severity != CheckSeverity.Ok) WriteObject(check);
    }

    private List<(Plan Plan, CronClock? Clock)> Plans() => Whole(Home.Plans.Names(), name => Home.Plans.Find(name) is { } plan && Home.Datasets.Find(plan.Dataset) is { } dataset && Home.Sources.Find(dataset.Source) is not null && Home.Stores.Find(plan.Store) is not null
        ? (plan, Services.Clock(Home, plan)) : ((Plan, CronClock?)?)null);

    private List<(string, Services.OpenedSource)> OpenSources() => Offline ? [] : Whole(Home.Sources.Names(), name => Home.Sources.Find(name) is { } source ? (source.Name, Services.OpenSource(Home, source)) : ((string, Services.OpenedSource)?)null);

    private List<(Store, IStore)> OpenStores() => Offline ? [] : Whole(Home.Stores.Names(), name => Home.Stores.Find(name) is { } store ? (store, Services.OpenStore(Home, store)) : ((Store, IStore)?)null);

    /// <summary>What can be made of names; the others are findings of their files already.</summary>
    private static List<T> Whole<T>(IReadOnlyList<string> names, Func<string, T?> make) where T : struct
    {
        var made = new List<T>();
        foreach (var name in names)
        {
            try
            {
                if (make(name) is { } item) made.Add(item);
            }
            catch (Exception e) when (ErrorRecords.IsExpected(e))
            {
                // FileChecks has told it
            }
        }
        return made;
    }

    private void Jobs(HealthReport report, IReadOnlyList<Plan> plans)
    {
        var (jobs, schedulers) = (new List<ScheduledJob>(), SchedulerKinds.Of(Services.Machine));
        foreach (var system in System ? [true] : (bool[])[false, true])
        {
            var machine = Services.Machine with { System = system };
            var found = new List<(ISchedulerKind Kind, JobEntry Entry)>();
            foreach (var kind in SchedulerKinds.Of(machine))
            {
                try
                {
                    Await(async (_, cancel) => found.AddRange(await FindAsync([kind], machine, _ => true, cancel)));
                }
                catch (DataSyncException e)
                {
                    report.Warning("Jobs", kind.Name, e.Message, e.Advice);
                }
            }
            jobs.AddRange(found.Select(f => Describe(f.Kind, f.Entry)));
        }
        JobChecks.Jobs(report, plans, [.. jobs.DistinctBy(j => (j.Scheduler, j.Path, j.Entry))], schedulers);
    }
}
