using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>How much a finding matters.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckSeverity>))]
public enum CheckSeverity
{
    /// <summary>All is well.</summary>
    Ok,
    /// <summary>It works, but not for long, or not all of it.</summary>
    Warning,
    /// <summary>Something does not work.</summary>
    Error,
}

/// <summary>One thing that was checked in a workspace.</summary>
public sealed record WorkspaceCheck
{
    /// <summary>How much it matters.</summary>
    public CheckSeverity Severity { get; init; }
    /// <summary>Files, Secrets, Sources, Stores, Calendar, Ledger, Jobs, Runs, Notifications, State, Disk or Clock.</summary>
    public string Area { get; init; } = "";
    /// <summary>What was checked: a name, a reference, a folder.</summary>
    public string Subject { get; init; } = "";
    /// <summary>What was found.</summary>
    public string Message { get; init; } = "";
    /// <summary>What to do; null where there is nothing to do.</summary>
    public string? Advice { get; init; }
    /// <summary>The workspace's folder.</summary>
    public string Workspace { get; init; } = "";
}
