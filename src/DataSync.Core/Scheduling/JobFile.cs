namespace DataSync.Scheduling;

/// <summary>A text that registering a job writes: a unit, an entry, a task.</summary>
/// <param name="Job">The entry's name.</param>
/// <param name="Scheduler">The scheduler.</param>
/// <param name="Path">Where it goes: a file, or how the scheduler names it.</param>
/// <param name="Content">The text, exactly.</param>
public sealed record JobFile(string Job, string Scheduler, string Path, string Content);

/// <summary>An entry that a scheduler holds.</summary>
/// <param name="Note">What it is for.</param>
/// <param name="Path">Where it is.</param>
public sealed record JobEntry(JobNote Note, string Path);
