using System.ComponentModel;
using System.Diagnostics;

namespace DataSync.Scheduling;

/// <summary>Runs the programs by which schedulers are told what to do.</summary>
public interface IProgramRunner
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="DataSyncException"><c>ProgramNotFound</c>.</exception>
    Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken);
}

/// <summary>How a program ended, and what it wrote.</summary>
/// <param name="ExitCode">0 where all went well.</param>
/// <param name="Output">Its output.</param>
/// <param name="Error">Its error output.</param>
public sealed record ProgramResult(int ExitCode, string Output, string Error);

/// <summary>Runs real programs.</summary>
internal sealed class ProgramRunner : IProgramRunner
{
    public async Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments, string? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            if (input is not null) await WriteAsync(process.StandardInput, input, cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static async Task WriteAsync(StreamWriter writer, string input, CancellationToken cancellationToken)
    {
        try
        {
            await writer.WriteAsync(input.AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            // it ended without reading: its exit code and its words say why
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DataSyncException("ProgramNotFound", $"'{start.FileName}' cannot be started: {e.Message}", "Install it, or choose another scheduler with -Scheduler.", e);
        }
    }
}
