<#
.SYNOPSIS
    Sets a server up from nothing to scheduled: workspace, source, datasets, store, plans, first runs, jobs.
.DESCRIPTION
    Can be run again at any time: what is there is replaced by what this script says, data and jobs included, and nothing is asked of the vendor twice. Keep it in version control
    beside the workspace. Runs in pwsh with the module imported, and in DataSync.Console.

    The token is in a file that only its owner can read, because a job sees no variable of your session:
        install -m 600 /dev/null /etc/datasync/tushare-token && editor /etc/datasync/tushare-token
.PARAMETER Workspace
    The folder for definitions and data.
.PARAMETER TokenFile
    The file that holds the vendor's token and nothing else.
.PARAMETER Uri
    Another address than the vendor's own, such as that of the example vendor.
.PARAMETER System
    Registers jobs of the system (needs root) instead of the user's.
.PARAMETER Scheduler
    Systemd, Cron, WindowsTasks or Launchd; without it, what the machine has.
.PARAMETER Preview
    Shows the units, entries or XML instead of registering them.
#>
param(
    [Parameter(Mandatory)] [string] $Workspace,
    [Parameter(Mandatory)] [string] $TokenFile,
    [string] $Uri,
    [switch] $System,
    [string] $Scheduler,
    [switch] $Preview
)
$ErrorActionPreference = 'Stop'

New-DsWorkspace $Workspace | Out-Null
$env:DATASYNC_WORKSPACE = $Workspace

# The vendor. Test-DsSource says whether it can be reached and the token is good, before anything depends on it.
$source = @{ Name = 'tushare'; Preset = 'Tushare'; Token = "file:$TokenFile"; Points = 5000; Force = $true }
if ($Uri) { $source.Uri = $Uri }
New-DsSource @source | Out-Null
Test-DsSource tushare | Out-Host

# Datasets, from the links of their documentation.
$site = if ($Uri) { $Uri.TrimEnd('/') } else { 'https://tushare.pro' }
Import-DsDataset -Source tushare -Force -Uri "$site/document/2?doc_id=25", "$site/document/2?doc_id=26", "$site/document/2?doc_id=27" | Out-Host

New-DsStore lake -Kind Parquet -Path ./data -Force | Out-Null

# Plans. The calendar comes first in the evening, as the others read it; each is in the exchange's time, wherever the server stands.
$exchange = @{ Store = 'lake'; TimeZone = 'Asia/Shanghai'; Force = $true }
Get-DsDataset trade_cal | New-DsPlan @exchange -Schedule '0 17 * * *' -Arguments @{ exchange = 'SSE' } | Out-Null
Get-DsDataset stock_basic | New-DsPlan @exchange -Schedule '30 17 * * 1-5' -Mode Replace -Arguments @{ list_status = 'L' } | Out-Null
Get-DsDataset daily | New-DsPlan @exchange -Schedule '0 18 * * 1-5' -PartitionBy 'year(trade_date)' -Refresh 7d -Arguments {
    Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
} | Out-Null
Get-DsPlan | Out-Host

# The history, now; the jobs keep it current.
Invoke-DsSync trade_cal, stock_basic, daily | Out-Host
Get-DsCoverage | Out-Host

# The operating system's scheduler runs each plan from now on.
$job = @{ System = $System; WhatIf = $Preview }
if ($Scheduler) { $job.Scheduler = $Scheduler }
Get-DsPlan | Where-Object Schedule | Register-DsScheduledJob @job | Out-Host

$problems = (Test-DsWorkspace).Problems
if ($problems) { throw "The workspace has problems:`n$($problems -join "`n")" }
