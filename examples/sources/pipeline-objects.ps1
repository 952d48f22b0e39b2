<#
.SYNOPSIS
    Any PowerShell command is a source: its objects are rows.
.PARAMETER Workspace
    The folder for definitions and files; made anew each time.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'objects-workspace'))
$ErrorActionPreference = 'Stop'
if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
New-DsWorkspace $Workspace | Out-Null
$before = $env:DATASYNC_WORKSPACE
$env:DATASYNC_WORKSPACE = $Workspace
try {
    New-DsSource session -Kind Object | Out-Null
    New-DsStore lake -Kind Parquet -Path ./data | Out-Null

    # The dataset says which properties become columns, and of which type.
    New-DsDataset commands -Source session -Key Name -Column Name, Verb, Noun, CommandType | Out-Null
    Get-Command -Module DataSync | Invoke-DsSync -Dataset commands -Store lake -Mode Replace | Out-Host
    Read-DsData commands -Store lake -OrderBy Name -First 3 | Out-Host

    # By days: each is a slice, which mode Append adds once.
    New-DsDataset readings -Source session -Column day:Date, value:Double | Out-Null
    $readings = '2024-01-02', '2024-01-03' | ForEach-Object { [pscustomobject] @{ day = $_; value = 1.5 } }
    $first = $readings | Invoke-DsSync -Dataset readings -Store lake -Mode Append -SliceBy day
    $second = $readings | Invoke-DsSync -Dataset readings -Store lake -Mode Append -SliceBy day
    Write-Host "readings: $($first.Done) slices, then $($second.Done)"

    # A script of the dataset's own makes it a source for plans and schedules.
    New-DsDataset squares -Source session -Key n -Column n:Int64, square:Int64 -Parameter @{ Name = 'top'; Type = 'Int64'; Required = $true } -Setting @{
        script = { foreach ($n in 1..$Arguments.top) { [pscustomobject] @{ n = $n; square = $n * $n } } }
    } | Out-Null
    $run = Invoke-DsSync -Dataset squares -Store lake -Arguments @{ top = 4 }
    Write-Host "squares: $($run.Rows) rows, the last $(Read-DsData squares -Store lake -OrderBy n -Value square | ForEach-Object { $last = $_ } -End { $last })"
}
finally {
    $env:DATASYNC_WORKSPACE = $before
}
