using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DataSync.Benchmarks;

/// <summary>What a process used.</summary>
/// <param name="Wall">Seconds from start to end.</param>
/// <param name="Cpu">Seconds of processor time, user and system.</param>
/// <param name="Peak">Most memory it held at once, bytes.</param>
internal sealed record Usage(double Wall, double Cpu, long Peak);

/// <summary>
/// Runs a command as the only child of a process of its own, so that what the system has counted for children is exactly that command:
/// its processor time and its largest resident set, with nothing lost between samples.
/// </summary>
internal static partial class Measurement
{
    public const string Verb = "measure";
    private const int Children = -1;

    /// <summary>Runs a command and measures it.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it wrote.</exception>
    public static async Task<Usage> OfAsync(Command command)
    {
        var result = Path.GetTempFileName();
        try
        {
            await Command.Self(Verb, [result, command.File, .. command.Arguments]).With(command.Environment).RunAsync();
            return JsonSerializer.Deserialize<Usage>(await File.ReadAllTextAsync(result))!;
        }
        finally
        {
            File.Delete(result);
        }
    }

    /// <summary>The process in between: starts the command, waits, writes what it used.</summary>
    public static async Task<int> RunChildAsync(string result, string[] command)
    {
        var clock = Stopwatch.StartNew();
        using var child = Process.Start(new ProcessStartInfo(command[0], command[1..]))!;
        await child.WaitForExitAsync();
        var wall = clock.Elapsed.TotalSeconds;
        if (child.ExitCode != 0) return child.ExitCode;

        var counts = new long[32];
        if (GetResourceUsage(Children, counts) != 0) throw new InvalidOperationException($"getrusage failed: {Marshal.GetLastPInvokeErrorMessage()}");
        // struct rusage: user time and system time (seconds, microseconds), then the largest resident set in KiB (in bytes on macOS).
        var cpu = counts[0] + counts[2] + ((int)counts[1] + (int)counts[3]) / 1e6;
        await File.WriteAllTextAsync(result, JsonSerializer.Serialize(new Usage(wall, cpu, OperatingSystem.IsMacOS() ? counts[4] : counts[4] * 1024)));
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetResourceUsage(int who, [Out] long[] counts);
}
