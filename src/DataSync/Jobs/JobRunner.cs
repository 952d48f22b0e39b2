namespace DataSync.Jobs;

/// <summary>What runs a scheduled job.</summary>
public enum JobRunner
{
    /// <summary>What runs the present session, where it can run the plan, else the other one.</summary>
    Auto,
    /// <summary>PowerShell.</summary>
    Pwsh,
    /// <summary>The console of this project.</summary>
    Console,
}
