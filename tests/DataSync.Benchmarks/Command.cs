using System.Diagnostics;

namespace DataSync.Benchmarks;

/// <summary>A command to run.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Command(string File, IReadOnlyList<string> Arguments)
{
    /// <summary>Variables set for it.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>This program, for a piece of work.</summary>
    public static Command Self(string verb, params IReadOnlyList<string> arguments) => DotNet(typeof(Command).Assembly.Location, [verb, .. arguments]);

    /// <summary>A managed program.</summary>
    public static Command DotNet(string assembly, params IReadOnlyList<string> arguments) => new("dotnet", [assembly, .. arguments]);

    public Command With(IReadOnlyDictionary<string, string> environment) => this with { Environment = environment };

    public ProcessStartInfo ToStartInfo()
    {
        var start = new ProcessStartInfo(File, Arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs it and gives what it wrote to its output.</summary>
    /// <exception cref="InvalidOperationException">It ended with another code than 0.</exception>
    public async Task<string> RunAsync()
    {
        using var process = Process.Start(ToStartInfo())!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{this} ended with {process.ExitCode}:\n{await output}\n{await errors}");
    }

    public override string ToString() => $"{File} {string.Join(' ', Arguments)}";
}
