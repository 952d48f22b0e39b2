using DataSync.Catalog;

namespace DataSync.Scheduling.Launchd;

/// <summary>Agents of the user, or daemons of the system, of macOS.</summary>
public sealed class LaunchdScheduler : ISchedulerKind
{
    private const string Advice = "`launchctl print` shows what launchd knows. Daemons (-System) need root; agents need a user who is logged in.";

    /// <inheritdoc/>
    public string Name => "Launchd";
    /// <inheritdoc/>
    public string Description => "An agent or daemon of macOS; a start that is missed asleep comes on waking up.";
    /// <inheritdoc/>
    public int Rank => 1;
    /// <inheritdoc/>
    public bool HasSeconds => false;
    /// <inheritdoc/>
    public bool HasRandomDelay => false;
    /// <inheritdoc/>
    public bool HasSystemJobs => true;

    /// <inheritdoc/>
    public bool IsAvailable(Machine machine) => machine.Platform == PlatformID.MacOSX;

    /// <inheritdoc/>
    public string? Inherited(string variable) => null;

    /// <inheritdoc/>
    public IReadOnlyList<JobFile> Render(JobDefinition job, Machine machine) => [new(job.Id, Name, PathOf(job.Note, machine), PropertyList.Write(job, machine))];

    /// <inheritdoc/>
    public async Task<string?> RegisterAsync(JobDefinition job, Machine machine, CancellationToken cancellationToken)
    {
        var file = Render(job, machine)[0];
        Directory.CreateDirectory(Path.GetDirectoryName(job.LogPath)!);
        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        var domain = await DomainAsync(machine, cancellationToken);
        // an earlier job of that name has to go first; that there is none is no error
        await machine.Programs.RunAsync("launchctl", ["bootout", $"{domain}/{job.Id}"], null, cancellationToken);
        AtomicFile.WriteAllText(file.Path, file.Content);
        await machine.RunAsync("launchctl", ["bootstrap", domain, file.Path], null, Advice, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(JobNote note, Machine machine, CancellationToken cancellationToken)
    {
        await machine.Programs.RunAsync("launchctl", ["bootout", $"{await DomainAsync(machine, cancellationToken)}/{note.Id}"], null, cancellationToken);
        File.Delete(PathOf(note, machine));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobEntry>> ListAsync(Machine machine, CancellationToken cancellationToken)
    {
        var entries = new List<JobEntry>();
        if (!Directory.Exists(Folder(machine))) return entries;
        foreach (var path in Directory.EnumerateFiles(Folder(machine), "datasync-*.plist").Order(StringComparer.Ordinal))
            if (PropertyList.ReadNote(await File.ReadAllTextAsync(path, cancellationToken)) is { } note) entries.Add(new(note, path));
        return entries;
    }

    private static string Folder(Machine machine) => machine.System ? Path.Combine(machine.Root, "Library", "LaunchDaemons") : Path.Combine(machine.Home, "Library", "LaunchAgents");

    private static string PathOf(JobNote note, Machine machine) => Path.Combine(Folder(machine), $"{note.Id}.plist");

    private static async Task<string> DomainAsync(Machine machine, CancellationToken cancellationToken) =>
        machine.System ? "system" : $"gui/{(await machine.RunAsync("id", ["-u"], null, Advice, cancellationToken)).Trim()}";
}
