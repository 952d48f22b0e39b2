using System.Text;
using DataSync.Tests;

namespace DataSync.Hosting.Tests;

/// <summary>A whole life in the console: secrets set, a vendor that refuses and one that answers, all said loudly, jobs of every scheduler shown. No file, output or process list holds a form of the secret.</summary>
public sealed class SecretLeakTests : IDisposable
{
    private const string Secret = "Zx9+/tok=en & 4711?%";
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-leak-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Nothing_of_a_whole_run_shows_a_secret()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the list of processes is read from /proc.");
        File.WriteAllText(Path.Combine(_folder, "run.ps1"), Script);
        var vendor = Path.Combine(Repository.Root, "examples", "Vendor", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "DataSync.Examples.Vendor.dll");
        using var child = ChildProcess.Start("dotnet", [Repository.Console, Path.Combine(_folder, "run.ps1"), "-Folder", _folder, "-Vendor", vendor], ("DATASYNC_VAULT", Path.Combine(_folder, "vault")));
        await child.Type(Convert.ToHexString(Encoding.UTF8.GetBytes(Secret)) + "\n"); // it is on no command line and in no file of the test's either
        var end = child.End();
        var processes = new HashSet<string>(StringComparer.Ordinal);
        while (!end.IsCompleted)
        {
            processes.UnionWith(Processes());
            await Task.WhenAny(end, Task.Delay(50, TestContext.Current.CancellationToken));
        }
        var ended = await end;

        Assert.True(ended.ExitCode == 0, $"{ended.Output}\n{ended.Error}");
        Assert.Contains("used: True", ended.Output, StringComparison.Ordinal);
        Assert.Contains("<Task ", ended.Output, StringComparison.Ordinal);
        Assert.Contains(processes, p => p.Contains("-Plan\0trade_cal", StringComparison.Ordinal));
        var scan = new SecretScan(Secret);
        Assert.Empty(scan.In(ended.Output));
        Assert.Empty(scan.In(ended.Error));
        Assert.Empty(processes.SelectMany(scan.In));
        Assert.Empty(scan.InFiles(_folder));
    }

    /// <summary>Command lines and environments of all processes.</summary>
    private static IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            foreach (var file in (string[])["cmdline", "environ"])
            {
                var text = "";
                try
                {
                    text = File.ReadAllText(Path.Combine(folder, file));
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // it ended meanwhile
                }
                if (text.Length > 0) yield return text;
            }
        }
    }

    private const string Script = """
        param($Folder, $Vendor)
        $ErrorActionPreference = 'Stop'
        $VerbosePreference = $DebugPreference = 'Continue'
        $secret = [System.Text.Encoding]::UTF8.GetString([Convert]::FromHexString([Console]::In.ReadLine()))
        $secret | Set-DsSecret tushare
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $Vendor, '--days', 4, '--stocks', 3, '--latency-ms', 20, '--parent', $PID) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $uri = $process.StandardOutput.ReadLine()
            $http = [System.Net.Http.HttpClient]::new()
            $options = [System.Text.Json.Nodes.JsonObject]::new()
            $options['token'] = [System.Text.Json.Nodes.JsonValue]::Create($secret)
            $options['faultKinds'] = [System.Text.Json.Nodes.JsonNode]::Parse('["html"]')
            $http.PostAsync("${uri}control", [System.Net.Http.StringContent]::new($options.ToJsonString())).GetAwaiter().GetResult().EnsureSuccessStatusCode() | Out-Null
            $env:DATASYNC_WORKSPACE = "$Folder/workspace"
            New-DsWorkspace "$Folder/workspace"
            New-DsSource tushare -Preset Tushare -Uri $uri -Token secret:tushare -Points 5000
            New-DsSource wrong -Preset Tushare -Uri $uri -Token env:PATH
            Test-DsSource
            Import-DsDataset -Source tushare -Uri "${uri}document/2?doc_id=26"
            New-DsStore lake -Kind Json -Path ./data
            Set-DsNotification ops -Kind Command -Address tee -Setting @{ Arguments = '-a', "$Folder/messages" }
            Get-DsDataset trade_cal | New-DsPlan -Store lake -Schedule '0 18 * * *' -Arguments @{ exchange = 'SSE' }, @{ exchange = 'SZSE' }
            Invoke-DsSync trade_cal -WhatIf
            $http.PostAsync("${uri}control", [System.Net.Http.StringContent]::new('{"faultRate":1}')).GetAwaiter().GetResult() | Out-Null
            Invoke-DsSync trade_cal -ErrorAction Continue
            $http.PostAsync("${uri}control", [System.Net.Http.StringContent]::new('{"faultRate":0}')).GetAwaiter().GetResult() | Out-Null
            # as a job starts it: a process of its own
            $own = [System.Environment]::GetCommandLineArgs()[0]
            $job = [System.Diagnostics.Process]::Start([System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] @($own, '-Workspace', $env:DATASYNC_WORKSPACE, '-Plan', 'trade_cal')))
            $job.WaitForExit()
            "used: $($job.ExitCode -eq 0 -and (Get-DsRun trade_cal -Last 1).Rows -gt 0)"
            foreach ($scheduler in 'Systemd', 'Cron', 'Launchd', 'WindowsTasks') { (Register-DsScheduledJob trade_cal -Scheduler $scheduler -Runner Console -WhatIf).Content }
            Get-DsRun -Detail
            Test-DsSecret
            Test-DsNotification
            Test-DsWorkspace
            Export-DsWorkspace "$Folder/copy.zip" -IncludeData
            [System.IO.Compression.ZipFile]::ExtractToDirectory("$Folder/copy.zip", "$Folder/copy")
        }
        finally {
            $process.Kill()
            $process.WaitForExit()
        }
        """;
}
