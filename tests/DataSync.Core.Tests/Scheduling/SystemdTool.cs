using System.Diagnostics;
using Xunit;

namespace DataSync.Tests.Scheduling;

/// <summary>The machine's own systemd-analyze, which reads units and calendars as systemd does.</summary>
internal static class SystemdTool
{
    public static (string Output, string Error, int ExitCode) Run(params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "systemd is Linux's.");
        Assert.True(File.Exists("/usr/bin/systemd-analyze"), "systemd-analyze is missing: install the package systemd, or run tests/schedulers.sh.");
        var start = new ProcessStartInfo("/usr/bin/systemd-analyze", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C";
        start.Environment.TryAdd("XDG_RUNTIME_DIR", Path.GetTempPath()); // units of users are looked for there
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output, error.GetAwaiter().GetResult(), process.ExitCode);
    }

    /// <summary>The next times of each calendar line.</summary>
    public static IReadOnlyList<IReadOnlyList<DateTimeOffset>> Next(IReadOnlyList<string> lines, DateTimeOffset after, int count)
    {
        var (output, error, code) = Run(["calendar", $"--iterations={count}", $"--base-time={after:yyyy-MM-dd HH:mm:ss} UTC", .. lines]);
        Assert.True(code == 0 && error.Length == 0, error);
        var times = new List<List<DateTimeOffset>>();
        foreach (var line in output.Split('\n'))
        {
            var text = line[(line.IndexOf(": ", StringComparison.Ordinal) + 1)..].Trim();
            if (line.StartsWith("Normalized form:", StringComparison.Ordinal)) times.Add([]);
            else if ((line.Contains("Next elapse:", StringComparison.Ordinal) && text != "never") || line.Contains("Iter. #", StringComparison.Ordinal))
                times[^1].Add(DateTimeOffset.ParseExact(text[4..], "yyyy-MM-dd HH:mm:ss 'UTC'", null, System.Globalization.DateTimeStyles.AssumeUniversal));
        }
        Assert.Equal(lines.Count, times.Count);
        return times;
    }
}
