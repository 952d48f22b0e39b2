namespace DataSync.Scheduling;

/// <summary>The kinds of scheduler there are.</summary>
public static class SchedulerKinds
{
    private static readonly Kinds<ISchedulerKind> Registry = new("scheduler", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<ISchedulerKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static ISchedulerKind Get(string name) => Registry.Get(name);

    /// <summary>Those that a machine has, the preferred one first.</summary>
    public static IReadOnlyList<ISchedulerKind> Of(Machine machine) => [.. All.Where(k => k.IsAvailable(machine) && (k.HasSystemJobs || !machine.System)).OrderBy(k => k.Rank)];
}
