using System.Management.Automation;
using DataSync.Completion;
using DataSync.Scheduling;

namespace DataSync.Commands;

/// <summary>What the cmdlets of scheduled jobs share.</summary>
public abstract class SchedulingCommand : AsyncDsCommand
{
    /// <summary>The scheduler: Systemd, Cron, WindowsTasks or Launchd. Without it: what the machine has, where jobs are registered the first of these.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SchedulerKindCompleter))]
    public string? Scheduler { get; set; }

    /// <summary>Jobs of the system instead of the user's: they run whether or not somebody is logged in, and registering needs root.</summary>
    [Parameter]
    public SwitchParameter System { get; set; }

    private protected Machine Machine => Services.Machine with { System = System };

    /// <summary>The schedulers in question.</summary>
    /// <exception cref="DataSyncException"><c>SchedulerNotFound</c>: the machine has none that we know.</exception>
    private protected IReadOnlyList<ISchedulerKind> Kinds
    {
        get
        {
            if (Scheduler is null)
            {
                return SchedulerKinds.Of(Machine) is { Count: > 0 } found ? found
                    : throw new DataSyncException("SchedulerNotFound", $"This machine has no scheduler{(System ? " with jobs of the system" : "")} that DataSync knows.", "Install cron, or let whatever starts programs run `Invoke-DsSync -Due` every few minutes.");
            }
            var kind = SchedulerKinds.Get(Scheduler);
            return !System || kind.HasSystemJobs ? [kind] : throw new DataSyncException("SchedulerNotFound", $"{kind.Name} has no jobs of the system here.", "Leave out -System, and register as the user who is to run the job.");
        }
    }

    /// <summary>The jobs of this workspace whose plans match.</summary>
    private protected async Task<IReadOnlyList<(ISchedulerKind Kind, JobEntry Entry)>> FindAsync(IReadOnlyList<ISchedulerKind> kinds, Machine machine, Func<JobNote, bool> matches, CancellationToken cancellationToken)
    {
        var found = new List<(ISchedulerKind, JobEntry)>();
        foreach (var kind in kinds)
            found.AddRange((await kind.ListAsync(machine, cancellationToken)).Where(e => e.Note.Workspace == Home.Root && matches(e.Note)).Select(e => (kind, e)));
        return found;
    }

    private protected ScheduledJob Describe(ISchedulerKind kind, JobEntry entry)
    {
        var note = entry.Note;
        var plan = note.Plan is null ? null : Home.Plans.Find(note.Plan);
        var clock = new CronClock(CronExpression.Parse(note.Schedule), TimeZoneInfo.FindSystemTimeZoneById(note.TimeZone));
        var current = note.Plan is null ? clock : plan is null ? null : Services.Clock(Home, plan);
        return new ScheduledJob
        {
            Plan = note.Plan,
            SchemaCheck = note.SchemaCheck,
            Policy = note.Policy,
            Workspace = note.Workspace,
            Scheduler = kind.Name,
            System = System,
            Schedule = note.Schedule,
            TimeZone = note.TimeZone,
            NextRun = clock.Next(Services.Machine.Time.GetUtcNow()),
            LastRun = note.Plan is null ? null : Services.Runs(Home).Read(note.Plan, 1) is [var run] ? run.Started : null,
            Runner = note.Runner,
            Entry = note.Id,
            Path = entry.Path,
            State = note.SchemaCheck is { } check && Home.Sources.Find(check) is null && Home.Datasets.Find(check) is null ? "What it follows is gone: unregister the job"
                : note.Plan is not null && plan is null ? "The plan is gone: unregister the job"
                : current is null ? "The plan has no schedule: unregister the job"
                : current.Expression.Text != note.Schedule || current.Zone.Id != note.TimeZone ? $"The plan says '{current.Expression}' in {current.Zone.Id}: register it anew"
                : "Registered",
        };
    }
}
