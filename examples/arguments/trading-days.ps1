<#
.SYNOPSIS
    The daily prices of every trading day: a generator that follows the synchronized calendar.
.DESCRIPTION
    The calendar is one slice, everything; the prices have one slice for each open day in it. Days that come later are asked for by later runs, without a change to the plan. Three ways to say it: a
    generator, a template that finds the parameter and the calendar by itself, and a scriptblock.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'trading-days-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 26, 27 -Option '--stocks', '20', '--days', '40'
try {
    Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null

    $days = New-DsArgument trade_date -Calendar trade_cal -Column cal_date -Where @{ is_open = 1 } -From 2024-01-01
    "generator: $days"
    $first = New-DsArgument trade_date -Calendar trade_cal -Column cal_date -Where @{ is_open = 1 } -From 2024-01-01 -Store lake -First 2
    "the first two: $($first.ForEach({ $_.trade_date.ToString('yyyy-MM-dd') }) -join ', ')"

    $run = $days | New-DsPlan -Dataset daily -Store lake | Invoke-DsSync -To 2024-01-31
    "January: $($run.Status), $($run.Done) days, $($run.Rows) rows"
    $run = Invoke-DsSync daily
    "all days: $($run.Status), $($run.Done) more, $($run.Skipped) done before"

    # The template makes the same plan, and the same slices: there is nothing left to ask for.
    $run = New-DsPlan -Dataset daily -Store lake -Force -Template by-trading-day -Parameter @{ since = '2024-01-01' } | Invoke-DsSync
    "by template: $($run.Done) asked, $($run.Skipped) done before"

    # And so does a scriptblock, for what no generator says.
    $run = Set-DsPlan daily -PassThru -Arguments {
        Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | Where-Object { $_.cal_date -le $To } | ForEach-Object { @{ trade_date = $_.cal_date } }
    } | Invoke-DsSync
    "by scriptblock: $($run.Done) asked, $($run.Skipped) done before"
}
finally {
    Stop-Vendor
}
