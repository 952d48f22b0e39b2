namespace DataSync.Scheduling;

/// <summary>A scheduler of an operating system. One class of each folder of <c>Scheduling/</c> implements it, public and with a parameterless constructor; <see cref="SchedulerKinds"/> finds it.</summary>
public interface ISchedulerKind
{
    /// <summary>The kind's name, such as <c>Systemd</c>.</summary>
    string Name { get; }
    /// <summary>One sentence for completion and help.</summary>
    string Description { get; }
    /// <summary>Among those a machine has, the lowest is taken.</summary>
    int Rank { get; }
    /// <summary>True where it starts jobs at seconds too; else each schedule has to name whole minutes.</summary>
    bool HasSeconds { get; }
    /// <summary>True where it can start jobs a random while later.</summary>
    bool HasRandomDelay { get; }
    /// <summary>True where it has jobs of the system beside those of a user.</summary>
    bool HasSystemJobs { get; }
    /// <summary>True where this machine has it. Cheap.</summary>
    bool IsAvailable(Machine machine);
    /// <summary>A variable that jobs find in their environment without us, such as one that Windows keeps for the user; null where there is none.</summary>
    string? Inherited(string variable);
    /// <summary>The exact texts that registering writes.</summary>
    IReadOnlyList<JobFile> Render(JobDefinition job, Machine machine);
    /// <summary>Registers a job, in the place of an earlier one of its name.</summary>
    /// <returns>What the user should know, such as that jobs stop when they log out; null for nothing.</returns>
    /// <exception cref="DataSyncException"><c>SchedulerFailed</c>: repeats what the scheduler says.</exception>
    Task<string?> RegisterAsync(JobDefinition job, Machine machine, CancellationToken cancellationToken);
    /// <summary>Removes a job.</summary>
    /// <exception cref="DataSyncException"><c>SchedulerFailed</c>.</exception>
    Task UnregisterAsync(JobNote note, Machine machine, CancellationToken cancellationToken);
    /// <summary>The jobs of all workspaces that were registered here.</summary>
    /// <exception cref="DataSyncException"><c>SchedulerFailed</c>.</exception>
    Task<IReadOnlyList<JobEntry>> ListAsync(Machine machine, CancellationToken cancellationToken);
}
