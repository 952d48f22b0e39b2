using System.Text.Json;

namespace DataSync.Hosting.Tests;

/// <summary>The vendor's documentation gains a column; the command of the registered job brings it into dataset and stores, fills it, and tells of it.</summary>
public sealed class SchemaCheckJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("datasync-schema-job-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_column_that_the_documentation_gains_is_followed_filled_and_told()
    {
        File.WriteAllText(Path.Combine(_folder, "run.ps1"), Script);
        var vendor = Path.Combine(Repository.Root, "examples", "Vendor", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "DataSync.Examples.Vendor.dll");
        var ended = await ChildProcess.RunConsole(Path.Combine(_folder, "run.ps1"), "-Folder", _folder, "-Vendor", vendor);

        Assert.True(ended.ExitCode == 0, $"{ended.Output}\n{ended.Error}");
        Assert.Contains("-SchemaCheck tushare -Policy AddOnly", ended.Output, StringComparison.Ordinal);
        Assert.Contains("codes: 0 0", ended.Output, StringComparison.Ordinal);
        var result = JsonDocument.Parse(ended.Output.Split('\n').Last(l => l.StartsWith('{'))).RootElement;
        Assert.True(result.GetProperty("column").GetBoolean());
        Assert.Equal(result.GetProperty("rows").GetInt32(), result.GetProperty("filled").GetInt32());
        Assert.True(result.GetProperty("rows").GetInt32() > 0);
        Assert.Contains("turnover", result.GetProperty("run").GetString(), StringComparison.Ordinal);
        var message = Assert.Single(File.ReadAllText(Path.Combine(_folder, "messages")).Replace("}{", "}\n{", StringComparison.Ordinal).Split('\n'));
        Assert.Equal("DataSync: plan trade_cal met other columns in trade_cal", JsonDocument.Parse(message).RootElement.GetProperty("title").GetString());
        Assert.Contains("turnover", message, StringComparison.Ordinal);
    }

    private const string Script = """
        param($Folder, $Vendor)
        $ErrorActionPreference = 'Stop'
        $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
        foreach ($argument in $Vendor, '--days', 10, '--stocks', 3, '--parent', $PID) { $start.ArgumentList.Add($argument) }
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            $uri = $process.StandardOutput.ReadLine()
            $env:DATASYNC_WORKSPACE = "$Folder/workspace"
            New-DsWorkspace "$Folder/workspace" | Out-Null
            [System.IO.File]::WriteAllText("$Folder/workspace/token", 'any')
            if (-not $IsWindows) { [System.IO.File]::SetUnixFileMode("$Folder/workspace/token", 'UserRead, UserWrite') }
            New-DsSource tushare -Preset Tushare -Uri $uri -Token file:token -Points 5000 | Out-Null
            Import-DsDataset -Source tushare -Uri "${uri}document/2?doc_id=26" | Out-Null
            New-DsStore lake -Kind Json -Path ./data | Out-Null
            Set-DsNotification ops -Kind Command -Address tee -Setting @{ Arguments = '-a', "$Folder/messages" } -On SchemaChanged
            Get-DsDataset trade_cal | New-DsPlan -Store lake -MaxAge Never -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null
            (Register-DsScheduledJob -SchemaCheck tushare -Policy AddOnly -Scheduler Cron -Runner Console -WhatIf).Content
            [System.Net.Http.HttpClient]::new().PostAsync("${uri}control", [System.Net.Http.StringContent]::new('{"addedColumns":["trade_cal.turnover:float"]}')).GetAwaiter().GetResult().EnsureSuccessStatusCode() | Out-Null
            # what the job starts; a second start finds nothing to do
            $codes = foreach ($start in 1, 2) {
                $job = [System.Diagnostics.Process]::Start([System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]] @([System.Environment]::GetCommandLineArgs()[0], '-Workspace', $env:DATASYNC_WORKSPACE, '-SchemaCheck', 'tushare', '-Policy', 'AddOnly')))
                $job.WaitForExit()
                $job.ExitCode
            }
            "codes: $codes"
            $rows = @(Read-DsData trade_cal -Store lake)
            $filled = @($rows | Where-Object { $null -ne $_.turnover }).Count
            $column = "$(@((Get-DsDataset trade_cal).Columns.Name) -contains 'turnover')".ToLowerInvariant()
            $run = (Get-DsRun | Where-Object { "$($_.Message)" -like 'Schema:*' } | ForEach-Object Message) -join ' '
            "{`"column`":$column,`"rows`":$($rows.Count),`"filled`":$filled,`"run`":$(ConvertTo-Json $run)}"
        }
        finally {
            $process.Kill()
            $process.WaitForExit()
        }
        """;
}
