namespace DataSync.Scheduling;

/// <summary>What a scheduler is to start, and when.</summary>
public sealed record JobDefinition
{
    /// <summary>What it is for, as it is written into the scheduler's entry.</summary>
    public required JobNote Note { get; init; }
    /// <summary>When.</summary>
    public required CronClock Clock { get; init; }
    /// <summary>The program, absolute.</summary>
    public required string Program { get; init; }
    /// <summary>Its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }
    /// <summary>All environment variables that it gets from us.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
    /// <summary>At most so much later, at random, where many machines ask one vendor.</summary>
    public TimeSpan RandomDelay { get; init; }

    /// <summary>Names the entry.</summary>
    public string Id => Note.Id;
    /// <summary>What the job writes, where the scheduler keeps no log of its own: the last start's output.</summary>
    public string LogPath => Path.Combine(Note.Workspace, LogFolder, $"{Note.Subject}.log");
    /// <summary>One line for people.</summary>
    public string Description => Note.SchemaCheck is { } name ? $"DataSync: columns of {name} in {Note.Workspace}" : Note.Plan is null ? $"DataSync: all plans of {Note.Workspace} that are due" : $"DataSync: plan {Note.Plan} of {Note.Workspace}";

    /// <summary>The folder of logs in a workspace.</summary>
    internal const string LogFolder = "logs";
}
