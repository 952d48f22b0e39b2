namespace DataSync;

/// <summary>A job that a scheduler of the operating system holds.</summary>
public sealed record ScheduledJob
{
    /// <summary>The plan; null for the job that runs all plans that are due.</summary>
    public string? Plan { get; init; }
    /// <summary>The source or dataset whose columns it follows; null for a job that runs plans.</summary>
    public string? SchemaCheck { get; init; }
    /// <summary>Which changes of columns it follows.</summary>
    public string? Policy { get; init; }
    /// <summary>The workspace's folder.</summary>
    public required string Workspace { get; init; }
    /// <summary>The scheduler, such as Systemd.</summary>
    public required string Scheduler { get; init; }
    /// <summary>True for a job of the system.</summary>
    public bool System { get; init; }
    /// <summary>The cron expression.</summary>
    public required string Schedule { get; init; }
    /// <summary>The time zone it is meant in.</summary>
    public required string TimeZone { get; init; }
    /// <summary>When it comes next, in that zone.</summary>
    public DateTimeOffset? NextRun { get; init; }
    /// <summary>When the plan last began to run, UTC; null where it never did.</summary>
    public DateTime? LastRun { get; init; }
    /// <summary>What runs it: Pwsh or Console.</summary>
    public required string Runner { get; init; }
    /// <summary>The scheduler's name of it.</summary>
    public required string Entry { get; init; }
    /// <summary>Where the scheduler keeps it.</summary>
    public required string Path { get; init; }
    /// <summary>Registered, or why it should be registered anew.</summary>
    public required string State { get; init; }
}
