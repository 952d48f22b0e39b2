<#
.SYNOPSIS
    The server setup of server.ps1 on the example vendor, with the jobs shown instead of registered: no network, no token, no trace outside its folder.
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
$before = $env:DATASYNC_WORKSPACE
try {
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
    [System.IO.Directory]::CreateDirectory($Workspace) | Out-Null
    $token = [System.IO.Path]::Combine($Workspace, 'token')
    [System.IO.File]::WriteAllText($token, 'example')
    if (-not $IsWindows) { [System.IO.File]::SetUnixFileMode($token, 'UserRead, UserWrite') }
    & ([System.IO.Path]::Combine($PSScriptRoot, 'server.ps1')) -Workspace $Workspace -TokenFile $token -Uri $process.StandardOutput.ReadLine() -Scheduler $Scheduler -Preview
}
finally {
    $env:DATASYNC_WORKSPACE = $before
    $process.Kill()
    $process.WaitForExit()
    $process.Dispose()
}
