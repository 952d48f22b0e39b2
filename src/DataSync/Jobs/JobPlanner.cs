using DataSync.Scheduling;

namespace DataSync.Jobs;

/// <summary>Makes the job of a plan, after looking whether it would work: schedule, runner, secrets.</summary>
internal sealed class JobPlanner(Catalog.Workspace workspace, ISchedulerKind scheduler, Machine machine, JobRunner runner, TimeSpan randomDelay)
{
    private readonly RunnerProgram?[] _found = [null, RunnerProgram.Find(JobRunner.Pwsh, machine), RunnerProgram.Find(JobRunner.Console, machine)];

    /// <summary>The job of one plan.</summary>
    /// <exception cref="DataSyncException"><c>ScheduleMissing</c>, <c>ScheduleUnsupported</c>, <c>RunnerNotFound</c>, <c>RunnerUnsuitable</c>, or as <see cref="JobSecrets.CheckAsync"/>.</exception>
    public async Task<JobDefinition> MakeAsync(Plan plan, CronClock? clock, CancellationToken cancellationToken)
    {
        if (clock is null) throw new DataSyncException("ScheduleMissing", $"Plan '{plan.Name}' has no schedule.", $"Set-DsPlan {plan.Name} -Schedule '0 18 * * 1-5' -TimeZone Asia/Shanghai");
        return await MakeAsync(plan.Name, clock.OnAllDays(), [plan], cancellationToken);
    }

    /// <summary>The job that runs all plans that are due.</summary>
    public Task<JobDefinition> MakeAsync(CronClock clock, IReadOnlyList<Plan> plans, CancellationToken cancellationToken) => MakeAsync((string?)null, clock, plans, cancellationToken);

    /// <summary>The job that follows the columns of a source or dataset, whose tables the plans write.</summary>
    public Task<JobDefinition> MakeAsync(SchemaCheckJob check, CronClock clock, IReadOnlyList<Plan> plans, CancellationToken cancellationToken) => MakeAsync((string?)null, clock, plans, cancellationToken, check);

    private async Task<JobDefinition> MakeAsync(string? name, CronClock clock, IReadOnlyList<Plan> plans, CancellationToken cancellationToken, SchemaCheckJob? check = null)
    {
        if (!scheduler.HasSeconds && clock.Expression.Seconds is not [0])
            throw new DataSyncException("ScheduleUnsupported", $"Schedule '{clock.Expression}' names seconds, and {scheduler.Name} starts jobs at whole minutes.", "Leave out the seconds.");
        if (!scheduler.HasRandomDelay && randomDelay > TimeSpan.Zero)
            throw new DataSyncException("ScheduleUnsupported", $"{scheduler.Name} has no random delay.", "Leave out -RandomDelay, and give machines different minutes.");
        var program = await ChooseAsync(plans, cancellationToken);
        var note = new JobNote(workspace.Root, name, clock.Expression.Text, clock.Zone.Id, program.Runner.ToString()) { SchemaCheck = check?.Name, Policy = check?.Policy };
        var environment = JobEnvironment.Of(program, machine);
        foreach (var plan in plans) await JobSecrets.CheckAsync(workspace, plan, scheduler, environment, cancellationToken);
        return new JobDefinition
        {
            Note = note,
            Clock = clock,
            Program = program.Path,
            Arguments = program.Arguments(workspace.Root, note),
            Environment = environment,
            RandomDelay = randomDelay,
        };
    }

    private async Task<RunnerProgram> ChooseAsync(IReadOnlyList<Plan> plans, CancellationToken cancellationToken)
    {
        var (pwsh, console) = (_found[(int)JobRunner.Pwsh], _found[(int)JobRunner.Console]);
        if (runner == JobRunner.Pwsh || (runner == JobRunner.Auto && pwsh?.Path == Environment.ProcessPath))
            return pwsh ?? throw new DataSyncException("RunnerNotFound", "pwsh is not found on this machine.", "Install PowerShell 7.6, or use -Runner Console.");
        if (console is null)
        {
            return runner == JobRunner.Auto && pwsh is not null ? pwsh
                : throw new DataSyncException("RunnerNotFound", "DataSync.Console is not found on this machine.", "Publish it (dotnet publish src/DataSync.Console) and put its folder into PATH, or use -Runner Pwsh.");
        }
        foreach (var plan in plans)
        {
            if (await ConsoleCheck.FindLackAsync(console, machine, workspace, plan, cancellationToken) is not { } lack) continue;
            return runner == JobRunner.Auto && pwsh is not null ? pwsh
                : throw new DataSyncException("RunnerUnsuitable", $"{lack} is not known to DataSync.Console.", "Install PowerShell 7.6 and use -Runner Pwsh, or do without the command.");
        }
        return console;
    }
}
