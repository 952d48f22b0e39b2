using System.Text;

namespace DataSync.Scheduling.WindowsTasks;

/// <summary>Tasks of the Windows Task Scheduler, in a folder of our own.</summary>
public sealed class WindowsTaskScheduler : ISchedulerKind
{
    private const string Folder = @"\DataSync\";
    private const string Advice = "Tasks that run whether or not the user is logged in are registered from an elevated session (Run as administrator).";

    /// <inheritdoc/>
    public string Name => "WindowsTasks";
    /// <inheritdoc/>
    public string Description => "A task of the Windows Task Scheduler, which runs whether or not the user is logged in.";
    /// <inheritdoc/>
    public int Rank => 1;
    /// <inheritdoc/>
    public bool HasSeconds => false;
    /// <inheritdoc/>
    public bool HasRandomDelay => true;
    /// <inheritdoc/>
    public bool HasSystemJobs => true;

    /// <inheritdoc/>
    public bool IsAvailable(Machine machine) => machine.Platform == PlatformID.Win32NT;

    /// <inheritdoc/>
    public string? Inherited(string variable) => OperatingSystem.IsWindows()
        ? Environment.GetEnvironmentVariable(variable, EnvironmentVariableTarget.User) ?? Environment.GetEnvironmentVariable(variable, EnvironmentVariableTarget.Machine)
        : null;

    /// <inheritdoc/>
    public IReadOnlyList<JobFile> Render(JobDefinition job, Machine machine) => [new(job.Id, Name, PathOf(job.Note), TaskXml.Write(job, machine))];

    /// <inheritdoc/>
    public async Task<string?> RegisterAsync(JobDefinition job, Machine machine, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{job.Id}-{Guid.NewGuid():N}.xml");
        try
        {
            // schtasks reads UTF-16 alone without doubt
            await File.WriteAllTextAsync(file, $"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n{TaskXml.Write(job, machine)}", Encoding.Unicode, cancellationToken);
            await machine.RunAsync("schtasks", ["/Create", "/TN", PathOf(job.Note), "/XML", file, "/F"], null, Advice, cancellationToken);
        }
        finally
        {
            File.Delete(file);
        }
        return null;
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(JobNote note, Machine machine, CancellationToken cancellationToken) =>
        machine.RunAsync("schtasks", ["/Delete", "/TN", PathOf(note), "/F"], null, Advice, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobEntry>> ListAsync(Machine machine, CancellationToken cancellationToken)
    {
        var entries = new List<JobEntry>();
        var names = await machine.RunAsync("schtasks", ["/Query", "/FO", "CSV", "/NH"], null, Advice, cancellationToken);
        foreach (var path in names.Split('\n').Select(l => l.Split('"') is [_, var name, ..] ? name : "").Where(n => n.StartsWith(Folder, StringComparison.OrdinalIgnoreCase)).Distinct())
        {
            var xml = await machine.RunAsync("schtasks", ["/Query", "/TN", path, "/XML"], null, Advice, cancellationToken);
            if (TaskXml.ReadNote(xml) is { } note) entries.Add(new(note, path));
        }
        return entries;
    }

    /// <summary>Where a job's task stands.</summary>
    internal static string PathOf(JobNote note) => Folder + note.Id;
}
