namespace DataSync.Scheduling;

/// <summary>What schedulers use of the machine they are on, so that tests can replace it.</summary>
public record Machine
{
    /// <summary>Runs the schedulers' own programs.</summary>
    public IProgramRunner Programs { get; init; } = new ProgramRunner();
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
    /// <summary>The zone of the machine's wall clock.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;
    /// <summary>The user's folder.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    /// <summary>The user, as whom jobs run.</summary>
    public string User { get; init; } = OperatingSystem.IsWindows() ? $@"{Environment.UserDomainName}\{Environment.UserName}" : Environment.UserName;
    /// <summary>The root of the file system.</summary>
    public string Root { get; init; } = "/";
    /// <summary>True for jobs of the system, which run whether or not somebody has logged in.</summary>
    public bool System { get; init; }
    /// <summary>Windows, macOS, or else.</summary>
    public PlatformID Platform { get; init; } = OperatingSystem.IsWindows() ? PlatformID.Win32NT : OperatingSystem.IsMacOS() ? PlatformID.MacOSX : PlatformID.Unix;
    /// <summary>An environment variable of this process.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The path of a program that is looked for as the shell does; null where it is not there.</summary>
    public string? FindProgram(string name)
    {
        var names = Platform == PlatformID.Win32NT ? (string[])[$"{name}.exe", $"{name}.cmd"] : [name];
        return (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a scheduler's program.</summary>
    /// <returns>Its output.</returns>
    /// <exception cref="DataSyncException"><c>SchedulerFailed</c>: it ended with an error, which the message repeats.</exception>
    internal async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string? input, string advice, CancellationToken cancellationToken)
    {
        var result = await Programs.RunAsync(program, arguments, input, cancellationToken);
        return result.ExitCode == 0 ? result.Output : throw Failed(program, arguments, result, advice);
    }

    internal static DataSyncException Failed(string program, IReadOnlyList<string> arguments, ProgramResult result, string advice)
    {
        var said = (result.Error.Trim() is { Length: > 0 } error ? error : result.Output.Trim()).ReplaceLineEndings(" ");
        return new("SchedulerFailed", $"`{program} {string.Join(' ', arguments)}` ended with {result.ExitCode}: {said}", advice);
    }
}
