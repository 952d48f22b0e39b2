using System.Diagnostics;
using System.Text;

namespace DataSync.Hosting.Tests;

/// <summary>A program that is started, fed and read; ended with the test whatever happens.</summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _timeout = new(Patience);
    private readonly Process _process;

    private ChildProcess(ProcessStartInfo start) => _process = Process.Start(start)!;

    public static ChildProcess Console(params string[] arguments) => Start("dotnet", [Repository.Console, .. arguments]);

    public static ChildProcess Start(string program, string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new ChildProcess(start);
    }

    public static async Task<Ended> RunConsole(params string[] arguments)
    {
        using var child = Console(arguments);
        return await child.End();
    }

    /// <summary>Writes to its input.</summary>
    public async Task Type(string text)
    {
        await _process.StandardInput.WriteAsync(text.AsMemory(), _timeout.Token);
        await _process.StandardInput.FlushAsync(_timeout.Token);
    }

    /// <summary>Reads its output up to a text.</summary>
    public async Task<string> WaitFor(string text)
    {
        var seen = new StringBuilder();
        var buffer = new char[1];
        while (!seen.ToString().EndsWith(text, StringComparison.Ordinal))
        {
            if (await _process.StandardOutput.ReadAsync(buffer, _timeout.Token) == 0)
                throw new EndOfStreamException($"'{text}' did not come, but: {seen}");
            seen.Append(buffer[0]);
        }

        return seen.ToString();
    }

    /// <summary>Sends a signal.</summary>
    public async Task Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString()]);
        await kill.WaitForExitAsync(_timeout.Token);
    }

    /// <summary>Ends its input and waits for its end.</summary>
    public async Task<Ended> End()
    {
        _process.StandardInput.Close();
        var output = _process.StandardOutput.ReadToEndAsync(_timeout.Token);
        var error = _process.StandardError.ReadToEndAsync(_timeout.Token);
        await _process.WaitForExitAsync(_timeout.Token);
        return new(_process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _timeout.Dispose();
    }
}

/// <summary>How a program ended, and what it wrote.</summary>
internal sealed record Ended(int ExitCode, string Output, string Error);
