using System.Diagnostics;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>This program, started again as the process that is disturbed.</summary>
internal static class Worker
{
    public static Process Start(string? failpoint, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Prefix, .. arguments]);
        if (failpoint is not null) start.Environment["DATASYNC_FAILPOINT"] = failpoint;
        return Start(start);
    }

    /// <summary>Starts it where no file can grow past a size, which is how a shell without rights can make writing fail for want of room.</summary>
    public static Process StartLimited(int kilobytes, params string[] arguments)
    {
        // without the trap the system would end the process instead of failing the write
        const string Script = """trap "" XFSZ; ulimit -f "$0"; exec "$@" """;
        var start = new ProcessStartInfo("bash", ["-c", Script, kilobytes.ToString(System.Globalization.CultureInfo.InvariantCulture), Environment.ProcessPath!, .. Prefix, .. arguments]);
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0"; // else the runtime's own memory is a file that the limit counts
        return Start(start);
    }

    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(Process process)
    {
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, errors);
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["DOTNET_TieredPGO"] = "0"; // short-lived: instrumenting costs more than it brings
        return Process.Start(start)!;
    }

    private static string[] Prefix => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Worker).Assembly.Location] : [];
}
