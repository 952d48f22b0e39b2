using System.Text.Json;

namespace DataSync.Hosting.Tests;

/// <summary>A real cron daemon starts a registered job, which asks the example vendor, writes rows and records its run.</summary>
public sealed class CronJobTests : IDisposable
{
    private const string Secret = "cron-token-4711";
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-cron-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The daemon sees a spool of its own: mounts of a namespace that ends with the test. It starts jobs at full minutes, which is what takes the time.</summary>
    [Fact]
    public async Task Cron_fires_a_registered_job()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "cron is tested on Linux.");
        foreach (var program in (string[])["/usr/sbin/cron", "/usr/bin/crontab", "/usr/bin/unshare"])
            Assert.True(File.Exists(program), $"{program} is missing: run tests/schedulers.sh.");
        Assert.True(Environment.UserName == "root", "A cron daemon of the test's own needs root.");
        File.WriteAllText(Path.Combine(_folder, "job.ps1"), Script);
        File.WriteAllText(Path.Combine(_folder, "token"), Secret);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(_folder, "token"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var vendor = Path.Combine(Repository.Root, "examples", "Vendor", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "DataSync.Examples.Vendor.dll");
        using var child = ChildProcess.Start("unshare", ["--mount", "--propagation", "private", "bash", "-c", Daemon, "bash", _folder, Repository.Console, vendor, Secret]);
        var ended = await child.End();

        Assert.True(ended.ExitCode == 0, $"{ended.Output}\n{ended.Error}");
        var result = JsonDocument.Parse(ended.Output.Split('\n').Last(l => l.StartsWith('{'))).RootElement;
        Assert.Equal(("Done", 2, true), (result.GetProperty("status").GetString(), result.GetProperty("runs").GetInt32(), result.GetProperty("rows").GetInt64() > 0));
        Assert.Equal("# a line of my own", File.ReadAllText(Path.Combine(_folder, "after")).Trim());
        var during = File.ReadAllText(Path.Combine(_folder, "during"));
        Assert.StartsWith("# a line of my own\n# DataSync begin {", during, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, during, StringComparison.Ordinal);
        Assert.Contains("trade_cal", File.ReadAllText(Path.Combine(_folder, "workspace", "logs", "trade_cal.log")), StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder, "workspace", "data"), "*.jsonl", SearchOption.AllDirectories));
    }

    private const string Daemon = """
        set -eu
        mkdir "$1/spool" "$1/empty"; chmod 1730 "$1/spool"; : > "$1/crontab"
        mount --bind "$1/spool" /var/spool/cron/crontabs
        mount --bind "$1/empty" /etc/cron.d
        [ ! -e /etc/crontab ] || mount --bind "$1/crontab" /etc/crontab
        mount -t tmpfs none /run
        echo '# a line of my own' | crontab -
        cron -f < /dev/null > "$1/cron.out" 2>&1 &
        daemon=$!
        coproc vendor { exec dotnet "$3" --days 20 --stocks 5 --token "$4" --parent $$; }
        vendor_process=$vendor_PID
        trap 'kill $daemon $vendor_process 2> /dev/null || true' EXIT
        read -r address <&"${vendor[0]}"
        dotnet "$2" "$1/job.ps1" -Folder "$1" -Vendor "$address"
        """;

    private const string Script = """
        param($Folder, $Vendor)
        $ErrorActionPreference = 'Stop'
        $env:DATASYNC_WORKSPACE = "$Folder/workspace"
        New-DsWorkspace "$Folder/workspace" | Out-Null
        New-DsSource tushare -Preset Tushare -Uri $Vendor -Token "file:$Folder/token" | Out-Null
        Import-DsDataset -Source tushare -Uri "${Vendor}document/2?doc_id=26" | Out-Null
        New-DsStore lake -Kind Json -Path ./data | Out-Null
        Get-DsDataset trade_cal | New-DsPlan -Store lake -Schedule '* * * * *' -TimeZone Asia/Shanghai -Arguments { @{ exchange = 'SSE' } } | Out-Null
        Register-DsScheduledJob trade_cal -Scheduler Cron -Runner Console | Out-Null
        [System.IO.File]::Copy("$Folder/spool/root", "$Folder/crontab-now")
        $deadline = [datetime]::UtcNow.AddSeconds(100)
        while (-not ($run = Get-DsRun trade_cal | Where-Object Status -ne Running)) {
            if ([datetime]::UtcNow -gt $deadline) { throw "cron did not fire: $([System.IO.File]::ReadAllText("$Folder/cron.out"))" }
            Start-Sleep -Milliseconds 200
        }
        $text = [System.IO.File]::ReadAllText("$Folder/crontab-now")
        [System.IO.File]::WriteAllText("$Folder/during", $text.Substring($text.IndexOf('# a line of my own')))
        Unregister-DsScheduledJob trade_cal
        $text = [System.IO.File]::ReadAllText("$Folder/spool/root")
        [System.IO.File]::WriteAllText("$Folder/after", $text.Substring($text.IndexOf('# a line of my own')))
        $job = @($run)[-1]
        Invoke-DsSync trade_cal | Out-Null
        "{`"status`":`"$($job.Status)`",`"rows`":$($job.Rows),`"runs`":$(@(Get-DsRun trade_cal).Count)}"
        """;
}
