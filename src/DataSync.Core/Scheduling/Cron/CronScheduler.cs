namespace DataSync.Scheduling.Cron;

/// <summary>The user's crontab.</summary>
public sealed class CronScheduler : ISchedulerKind
{
    private const string Advice = "`crontab -l` and `crontab -e` show more; a user may be kept from cron by /etc/cron.allow and /etc/cron.deny.";

    /// <inheritdoc/>
    public string Name => "Cron";
    /// <inheritdoc/>
    public string Description => "Lines in the user's crontab; starts that were missed while the machine was off are made up for at the next one.";
    /// <inheritdoc/>
    public int Rank => 2;
    /// <inheritdoc/>
    public bool HasSeconds => false;
    /// <inheritdoc/>
    public bool HasRandomDelay => false;
    /// <inheritdoc/>
    public bool HasSystemJobs => false;

    /// <inheritdoc/>
    public bool IsAvailable(Machine machine) => machine.Platform == PlatformID.Unix && machine.FindProgram("crontab") is not null;

    /// <inheritdoc/>
    public string? Inherited(string variable) => null;

    /// <inheritdoc/>
    public IReadOnlyList<JobFile> Render(JobDefinition job, Machine machine) => [new(job.Id, Name, $"crontab of {machine.User}", Crontab.Block(job.Note, CronEntry.Lines(job, machine)))];

    /// <inheritdoc/>
    public async Task<string?> RegisterAsync(JobDefinition job, Machine machine, CancellationToken cancellationToken)
    {
        var block = Render(job, machine)[0].Content;
        await ChangeAsync(machine, crontab => crontab.Set(job.Note, block), cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task UnregisterAsync(JobNote note, Machine machine, CancellationToken cancellationToken) => ChangeAsync(machine, crontab => crontab.Remove(note.Id), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<JobEntry>> ListAsync(Machine machine, CancellationToken cancellationToken) =>
        [.. new Crontab(await ReadAsync(machine, cancellationToken)).Notes.Select(n => new JobEntry(n, $"crontab of {machine.User}"))];

    private static async Task ChangeAsync(Machine machine, Action<Crontab> change, CancellationToken cancellationToken)
    {
        var before = await ReadAsync(machine, cancellationToken);
        var crontab = new Crontab(before);
        change(crontab);
        if (crontab.ToString() != before) await machine.RunAsync("crontab", ["-"], crontab.ToString(), Advice, cancellationToken);
    }

    private static async Task<string> ReadAsync(Machine machine, CancellationToken cancellationToken)
    {
        var result = await machine.Programs.RunAsync("crontab", ["-l"], null, cancellationToken);
        if (result.ExitCode == 0) return result.Output;
        // a user without a crontab is told so as an error; any other error must not end in an empty crontab
        return result.Error.Contains("no crontab for", StringComparison.OrdinalIgnoreCase) ? "" : throw Machine.Failed("crontab", ["-l"], result, Advice);
    }
}
