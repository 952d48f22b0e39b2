namespace DataSync.Health;

/// <summary>Takes findings of checks.</summary>
/// <param name="workspace">The workspace.</param>
/// <param name="add">Takes one.</param>
internal sealed class HealthReport(Catalog.Workspace workspace, Action<WorkspaceCheck> add)
{
    public Catalog.Workspace Workspace { get; } = workspace;

    public void Ok(string area, string subject, string message) => Add(CheckSeverity.Ok, area, subject, message, null);

    public void Warning(string area, string subject, string message, string? advice) => Add(CheckSeverity.Warning, area, subject, message, advice);

    public void Error(string area, string subject, string message, string? advice) => Add(CheckSeverity.Error, area, subject, message, advice);

    /// <summary>Does a check; what goes wrong with it is a finding.</summary>
    public async Task GuardAsync(string area, string subject, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception e) when (Output.ErrorRecords.IsExpected(e))
        {
            Error(area, subject, e.Message, (e as DataSyncException)?.Advice);
        }
    }

    private void Add(CheckSeverity severity, string area, string subject, string message, string? advice) =>
        add(new() { Severity = severity, Area = area, Subject = subject, Message = message, Advice = advice, Workspace = Workspace.Root });
}
