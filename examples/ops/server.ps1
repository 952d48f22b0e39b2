<#
.SYNOPSIS
    Sets a server up from nothing to scheduled, notified and reported: workspace, source, datasets, store, plans, notification, first runs, jobs, the weekly look at the documentation, check, backup.
.DESCRIPTION
    Can be run again at any time: what is there is replaced by what this script says, data and jobs included, and nothing is asked of the vendor twice. Keep it in version control
    beside the workspace. Runs in pwsh with the module imported, and in DataSync.Console.

    Secrets are in the user's own vault, because a job sees no variable of your session. Before the first run, at a prompt:
        Set-DsSecret tushare          # asks for the vendor's token
        Set-DsSecret robot            # asks for the address of the chat's robot
        ./server.ps1 -Workspace /srv/quotes -Notification @{ Preset = 'Feishu'; Address = 'secret:robot' }
.PARAMETER Workspace
    The folder for definitions and data.
.PARAMETER Token
    A reference to the vendor's token.
.PARAMETER Notification
    Whom to tell of failures, lateness, changed columns and recovery: parameters of Set-DsNotification. Without it nobody is told, and the check at the end says so.
.PARAMETER Backup
    An archive of the definitions, to rebuild the server from; none without it.
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
    [string] $Token = 'secret:tushare',
    [hashtable] $Notification,
    [string] $Backup,
    [string] $Uri,
    [switch] $System,
    [string] $Scheduler,
    [switch] $Preview
)
$ErrorActionPreference = 'Stop'

New-DsWorkspace $Workspace | Out-Null
$env:DATASYNC_WORKSPACE = $Workspace

# The vendor. Test-DsSource says whether it can be reached and the token is good, before anything depends on it.
$source = @{ Name = 'tushare'; Preset = 'Tushare'; Token = $Token; Points = 5000; Force = $true }
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
# prices come on trading days alone, and are missed two hours after they should be there
Get-DsDataset daily | New-DsPlan @exchange -Schedule '0 18 * * *' -ScheduleCalendar trade_cal -LateAfter 2h -PartitionBy 'year(trade_date)' -Refresh 7d -Arguments {
    Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
} | Out-Null
Get-DsPlan | Out-Host

# Somebody is told once of each change of a plan's state; a trial shows that it arrives.
if ($Notification) {
    Set-DsNotification ops @Notification
    Test-DsNotification ops | Out-Host
}

# The history, now; the jobs keep it current.
Invoke-DsSync trade_cal, stock_basic, daily | Out-Host
Get-DsCoverage | Out-Host

# The operating system's scheduler runs each plan from now on.
$job = @{ System = $System; WhatIf = $Preview }
if ($Scheduler) { $job.Scheduler = $Scheduler }
Get-DsPlan | Where-Object Schedule | Register-DsScheduledJob @job | Out-Host
# Once a week the documentation is read again: columns that are new there are added to datasets and tables, other changes are reported.
Register-DsScheduledJob -SchemaCheck tushare -Policy AddOnly @job | Out-Host

# Everything the workspace depends on, and what to do about what is wrong: what a monitoring system asks with DataSync.Console -Check.
$problems = @(Test-DsWorkspace -Problem)
$problems | Out-Host
if ($problems | Where-Object Severity -eq Error) { throw 'The workspace has problems: see above.' }

if ($Backup) { Export-DsWorkspace $Backup -Force -WarningAction SilentlyContinue | Out-Host }
