<#
.SYNOPSIS
    Plans that read each other's tables, run in order by one command.
.DESCRIPTION
    Prices follow the calendar, statements follow the list of stocks; the two halves run side by side. When the list of stocks cannot be had, its statements do not run, and the run says why.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'dependent-plans-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 25, 26, 27, 33 -Option '--stocks', '30', '--days', '30'
try {
    # Made in any order: what depends on what is found from what the arguments read.
    New-DsArgument ts_code -Table stock_basic | New-DsPlan -Dataset income -Store lake | Out-Null
    New-DsPlan -Dataset daily -Store lake -Template by-trading-day -Parameter @{ since = '2024-01-01' } | Out-Null
    New-DsPlan -Dataset trade_cal -Store lake -Arguments @{ exchange = 'SSE' } | Out-Null
    New-DsPlan -Dataset stock_basic -Store lake -Arguments @{ list_status = 'L,D' } | Out-Null

    $ended = @(Get-DsPlan | Invoke-DsSync).ForEach({ $_.Plan })
    "calendar before prices: $($ended.IndexOf('trade_cal') -lt $ended.IndexOf('daily'))"
    "stocks before statements: $($ended.IndexOf('stock_basic') -lt $ended.IndexOf('income'))"
    "statements: $((Get-DsCoverage income).Done) codes, prices: $((Get-DsCoverage daily).Done) days"

    # A list of stocks that fails: what is made of it does not run.
    Set-DsPlan stock_basic -Arguments { throw 'the list is being rebuilt' }
    $runs = Get-DsPlan | Invoke-DsSync -Force -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
    foreach ($run in $runs | Sort-Object Plan) { "$($run.Plan): $($run.Status)" }
    ($runs | Where-Object Plan -eq income).Message
}
finally {
    Stop-Vendor
}
