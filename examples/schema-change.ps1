<#
.SYNOPSIS
    A vendor changes its interface, and everything follows: about fifteen seconds, no network, no token.
.DESCRIPTION
    Imports a dataset of the example vendor and synchronizes it. Then the vendor adds a column, renames one and changes the type of another: Update-DsSchema reads the page again, shows the
    change set with the script, and brings dataset, plan and stored table to it; what is stored stays, slices stay done, and just the new column is asked for again. Runs in the console of this
    project and in pwsh with the module imported.
.PARAMETER Workspace
    The folder for definitions and data; made anew each time.
.PARAMETER Kind
    The kind of store that files are kept in: Parquet, Csv, Json or Excel.
#>
param(
    [string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'schema-change-workspace'),
    [string] $Kind = 'Parquet'
)
. ([System.IO.Path]::Combine($PSScriptRoot, 'Start-Vendor.ps1')) -Workspace $Workspace -Page 26, 27 -Kind $Kind -Option '--days', '10', '--stocks', '50', '--page-versions', 'true'
try {
    Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null
    Get-DsDataset daily | New-DsPlan -Store lake -Key ts_code, trade_date -PartitionBy 'month(trade_date)' -Arguments {
        Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
    } | Out-Null
    Write-Host 'Synchronized:'
    Invoke-DsSync daily | Out-Host
    $sum = Read-DsData daily -Store lake | Measure-Object -Property vol -Sum

    # vol becomes volume, pct_chg is sent as a text with its sign, and turnover is new.
    Set-Vendor '{"renamedColumns":["daily.vol:volume"],"retypedColumns":["daily.pct_chg:str:%"],"addedColumns":["daily.turnover:float"]}'
    Write-Host "`nThe vendor changes its interface. The change set, with the script of the table's migration:"
    Update-DsSchema daily -Rename @{ vol = 'volume' } -WhatIf | Out-Null

    Write-Host "`nDataset, plan and table follow:"
    Update-DsSchema daily -Rename @{ vol = 'volume' } -Force | Out-Host
    Get-DsDataset daily -History | Out-Host
    Get-DsMigration | Out-Host
    $after = Read-DsData daily -Store lake | Measure-Object -Property volume -Sum
    Write-Host "volumes kept: $($after.Count -eq $sum.Count -and $after.Sum -eq $sum.Sum) ($($after.Count) rows)"

    $asked = Get-VendorRequestCount
    Invoke-DsSync daily | Out-Null
    Write-Host "a run after it: $((Get-VendorRequestCount) - $asked) requests"
    Invoke-DsSync daily -Backfill turnover | Out-Host
    Write-Host "backfill: $((Get-VendorRequestCount) - $asked) requests"
    $empty = @(Read-DsData daily -Store lake | Where-Object { $null -eq $_.turnover }).Count
    Write-Host "rows without turnover: $empty"
    Read-DsData daily -Store lake -Column ts_code, trade_date, pct_chg, volume, turnover -First 3 | Out-Host
    Write-Host "stores and datasets disagree in: $(@(Get-DsMigration -Drift).Count)"
}
finally {
    Stop-Vendor
}
