using DataSync.Catalog;

namespace DataSync.Scheduling.Systemd;

/// <summary>Timers of systemd, of the user or of the system.</summary>
public sealed class SystemdScheduler : ISchedulerKind
{
    /// <inheritdoc/>
    public string Name => "Systemd";
    /// <inheritdoc/>
    public string Description => "A timer and a service of systemd; a missed start is made up for after a reboot.";
    /// <inheritdoc/>
    public int Rank => 1;
    /// <inheritdoc/>
    public bool HasSeconds => true;
    /// <inheritdoc/>
    public bool HasRandomDelay => true;
    /// <inheritdoc/>
    public bool HasSystemJobs => true;

    /// <inheritdoc/>
    public bool IsAvailable(Machine machine) => machine.Platform == PlatformID.Unix && Directory.Exists(Path.Combine(machine.Root, "run", "systemd", "system"));

    /// <inheritdoc/>
    public string? Inherited(string variable) => null;

    /// <inheritdoc/>
    public IReadOnlyList<JobFile> Render(JobDefinition job, Machine machine) =>
    [
        new(job.Id, Name, Path.Combine(Folder(machine), $"{job.Id}.timer"), UnitText.Timer(job, machine.Time.GetUtcNow())),
        new(job.Id, Name, Path.Combine(Folder(machine), $"{job.Id}.service"), UnitText.Service(job, machine)),
    ];

    /// <inheritdoc/>
    public async Task<string?> RegisterAsync(JobDefinition job, Machine machine, CancellationToken cancellationToken)
    {
        foreach (var file in Render(job, machine)) Write(file, machine);
        await ControlAsync(machine, ["daemon-reload"], cancellationToken);
        await ControlAsync(machine, ["enable", $"{job.Id}.timer"], cancellationToken);
        // not `enable --now`: a timer that runs already has to take its new times
        await ControlAsync(machine, ["restart", $"{job.Id}.timer"], cancellationToken);
        return machine.System || File.Exists(Path.Combine(machine.Root, "var", "lib", "systemd", "linger", machine.User)) ? null
            : $"The timers of {machine.User} run only while {machine.User} is logged in. To run them always: loginctl enable-linger {machine.User}";
    }

    /// <inheritdoc/>
    public async Task UnregisterAsync(JobNote note, Machine machine, CancellationToken cancellationToken)
    {
        await ControlAsync(machine, ["disable", "--now", $"{note.Id}.timer"], cancellationToken);
        foreach (var suffix in (string[])["timer", "service"]) File.Delete(Path.Combine(Folder(machine), $"{note.Id}.{suffix}"));
        await ControlAsync(machine, ["daemon-reload"], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobEntry>> ListAsync(Machine machine, CancellationToken cancellationToken)
    {
        var entries = new List<JobEntry>();
        if (!Directory.Exists(Folder(machine))) return entries;
        foreach (var path in Directory.EnumerateFiles(Folder(machine), "datasync-*.timer").Order(StringComparer.Ordinal))
            if (UnitText.ReadNote(await File.ReadAllTextAsync(path, cancellationToken)) is { } note) entries.Add(new(note, path));
        return entries;
    }

    private static string Folder(Machine machine) => machine.System
        ? Path.Combine(machine.Root, "etc", "systemd", "system")
        : Path.Combine(machine.Variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? config : Path.Combine(machine.Home, ".config"), "systemd", "user");

    private static void Write(JobFile file, Machine machine)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
            AtomicFile.WriteAllText(file.Path, file.Content);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or DataSyncException)
        {
            throw new DataSyncException("SchedulerFailed", $"'{file.Path}' cannot be written: {e.Message}", machine.System ? "Jobs of the system need root: use sudo, or leave out -System." : "Check the folder's rights.", e);
        }
    }

    private static Task<string> ControlAsync(Machine machine, string[] arguments, CancellationToken cancellationToken) => machine.RunAsync("systemctl", machine.System ? arguments : ["--user", .. arguments], null,
        machine.System ? "Jobs of the system need root: use sudo, or leave out -System." : "Without a login session there may be no user manager: use -System, loginctl enable-linger, or -Scheduler Cron.", cancellationToken);
}
