<#
.SYNOPSIS
    The server setup of server.ps1 on the example vendor, with the jobs shown instead of registered, and then a day on which the vendor refuses: who is told, what the
    check says, and how it ends. No network, no token, no trace outside its folder.
.PARAMETER Workspace
    The folder for definitions and data; made anew each time.
.PARAMETER Scheduler
    The scheduler whose entries are shown.
#>
param(
    [string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'ops-workspace'),
    [string] $Scheduler = 'Systemd'
)
$ErrorActionPreference = 'Stop'

# The vendor was built along with the console.
$assembly = @('Release', 'Debug').ForEach({ [System.IO.FileInfo] [System.IO.Path]::Combine($PSScriptRoot, '..', 'Vendor', 'bin', $_, 'net10.0', 'DataSync.Examples.Vendor.dll') }).Where({ $_.Exists }, 'First')[0]
if (-not $assembly) { throw "The example vendor is not built. Build it: dotnet build $PSScriptRoot/../Vendor" }
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in $assembly.FullName, '--days', 20, '--stocks', 100, '--token', 'example', '--parent', $PID) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)
$before = $env:DATASYNC_WORKSPACE, $env:DATASYNC_VAULT
$http = [System.Net.Http.HttpClient]::new()

# Changes how the vendor behaves.
function Set-Vendor([string] $Options) {
    $content = [System.Net.Http.StringContent]::new($Options, [System.Text.Encoding]::UTF8, 'application/json')
    $http.PostAsync("${vendor}control", $content).GetAwaiter().GetResult().EnsureSuccessStatusCode() | Out-Null
}

try {
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
    [System.IO.Directory]::CreateDirectory($Workspace) | Out-Null
    $vendor = $process.StandardOutput.ReadLine()
    $env:DATASYNC_VAULT = [System.IO.Path]::Combine($Workspace, 'vault')    # a vault of the example's own
    'example' | Set-DsSecret tushare

    # Messages go to a file, by a program that is on every Linux and macOS; a chat is -Preset Slack and the like.
    $messages = [System.IO.Path]::Combine($Workspace, 'messages.jsonl')
    $notification = if (-not $IsWindows) { @{ Kind = 'Command'; Address = 'tee'; Setting = @{ Arguments = '-a', $messages } } }
    & ([System.IO.Path]::Combine($PSScriptRoot, 'server.ps1')) -Workspace $Workspace -Uri $vendor -Scheduler $Scheduler -Notification $notification -Backup ([System.IO.Path]::Combine($Workspace, 'backup.zip')) -Preview

    Write-Host "`nA day on which the vendor refuses the token: told once, however many runs see it."
    Set-Vendor '{"token":"another"}'
    foreach ($attempt in 1, 2) { Invoke-DsSync daily -Force -ErrorAction SilentlyContinue | Out-Host }
    Test-DsWorkspace -Problem | Where-Object Area -ne Jobs | Out-Host
    Get-DsRun daily -Last 1 -Detail | Out-Host

    Write-Host 'And well again:'
    Set-Vendor '{"token":"example"}'
    Invoke-DsSync daily | Out-Host
    Get-DsRun -Last 4 | Out-Host
    if ($notification) {
        Write-Host 'The messages:'
        foreach ($line in [System.IO.File]::ReadAllLines($messages)[0].Replace('}{', "}`n{").Split("`n")) { [System.Text.Json.Nodes.JsonNode]::Parse($line)['title'].ToString() | Out-Host }
    }
}
finally {
    $env:DATASYNC_WORKSPACE, $env:DATASYNC_VAULT = $before
    $http.Dispose()
    $process.Kill()
    $process.WaitForExit()
    $process.Dispose()
}
