using DataSync.Scheduling;

namespace DataSync.Health;

/// <summary>Plans with a schedule have a job, which fits them; somebody is told; the clock and the state are sane.</summary>
internal static class JobChecks
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);
    private static readonly DateTime Earliest = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="report">Takes findings.</param>
    /// <param name="plans">The plans that have a schedule.</param>
    /// <param name="jobs">The jobs of the user and of the system.</param>
    /// <param name="schedulers">The schedulers that the machine has.</param>
    public static void Jobs(HealthReport report, IReadOnlyList<Plan> plans, IReadOnlyList<ScheduledJob> jobs, IReadOnlyList<ISchedulerKind> schedulers)
    {
        foreach (var job in jobs.Where(j => j.State != "Registered")) report.Warning("Jobs", job.Plan ?? job.Entry, job.State, null);
        var all = jobs.Any(j => j.Plan is null);
        foreach (var plan in plans)
        {
            var job = jobs.FirstOrDefault(j => plan.Name.Equals(j.Plan, StringComparison.OrdinalIgnoreCase));
            if (job is { State: "Registered" } || (job is null && all)) report.Ok("Jobs", plan.Name, job is null ? "The job that runs all due plans runs it." : $"Registered with {job.Scheduler}; next {job.NextRun:yyyy-MM-dd HH:mm zzz}, last {(job.LastRun is { } last ? $"{last:yyyy-MM-dd HH:mm} UTC" : "never")}.");
            else if (job is null) report.Warning("Jobs", plan.Name, schedulers.Count == 0 ? "It has a schedule, and this machine no scheduler that DataSync knows." : "It has a schedule, and no job runs it.", $"Register-DsScheduledJob {plan.Name}");
        }
    }

    public static void Notifications(HealthReport report, bool scheduled)
    {
        if (report.Workspace.Notifications.Names() is { Count: > 0 } names) report.Ok("Notifications", string.Join(", ", names), "Test-DsNotification tries them.");
        else if (scheduled) report.Warning("Notifications", "", "Plans run by themselves, and nobody is told when they fail.", "Set-DsNotification");
    }

    public static void Clock(HealthReport report, DateTime now, DateTime? newestRun)
    {
        if (now < Earliest) report.Error("Clock", "", $"It is {now:yyyy-MM-dd HH:mm} UTC by this machine's clock, before this program was made.", "Set the clock: timedatectl set-ntp true");
        else if (newestRun > now + Ahead) report.Error("Clock", "", $"A run began at {newestRun:yyyy-MM-dd HH:mm} UTC, which is in the future: the clock was set back, or is wrong.", "Set the clock: timedatectl set-ntp true");
        else report.Ok("Clock", "", $"{now:yyyy-MM-dd HH:mm} UTC, {TimeZoneInfo.Local.Id}.");
    }

    public static void State(HealthReport report)
    {
        if (new DataSync.State.StateDatabase(report.Workspace.StatePath).FindDamage() is { } damage)
            report.Error("State", report.Workspace.StatePath, damage, "Delete the file: what is done is read from the stores again; only the history of runs is lost.");
        else report.Ok("State", report.Workspace.StatePath, "It is whole.");
    }
}
