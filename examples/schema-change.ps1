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
$ErrorActionPreference = 'Stop'

# The vendor was built along with the console.
$assembly = @('Release', 'Debug').ForEach({ [System.IO.FileInfo] [System.IO.Path]::Combine($PSScriptRoot, 'Vendor', 'bin', $_, 'net10.0', 'DataSync.Examples.Vendor.dll') }).Where({ $_.Exists }, 'First')[0]
if (-not $assembly) { throw "The example vendor is not built. Build it: dotnet build $PSScriptRoot/Vendor" }
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in $assembly.FullName, '--days', 10, '--stocks', 50, '--token', 'example', '--page-versions', 'true', '--parent', $PID) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)

# Asks the vendor how many requests for data it has had.
function Get-VendorRequestCount {
    [long] [System.Text.Json.Nodes.JsonNode]::Parse($http.GetStringAsync("${vendor}stats").GetAwaiter().GetResult())['requests'].ToString()
}

try {
    $vendor = $process.StandardOutput.ReadLine()    # its first line is its address
    $http = [System.Net.Http.HttpClient]::new()
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
    $before = $env:DATASYNC_WORKSPACE, $env:EXAMPLE_TOKEN
    $env:DATASYNC_WORKSPACE = $Workspace
    $env:EXAMPLE_TOKEN = 'example'
    New-DsWorkspace $Workspace | Out-Null
    New-DsSource tushare -Preset Tushare -Uri $vendor -Token env:EXAMPLE_TOKEN -Points 5000 | Out-Null
    Import-DsDataset -Source tushare -Uri "${vendor}document/2?doc_id=26", "${vendor}document/2?doc_id=27" | Out-Null
    New-DsStore lake -Kind $Kind -Path ./data | Out-Null
    Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null
    Get-DsDataset daily | New-DsPlan -Store lake -Key ts_code, trade_date -PartitionBy 'month(trade_date)' -Arguments {
        Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
    } | Out-Null
    Write-Host 'Synchronized:'
    Invoke-DsSync daily | Out-Host
    $sum = Read-DsData daily -Store lake | Measure-Object -Property vol -Sum

    # vol becomes volume, pct_chg is sent as a text with its sign, and turnover is new.
    $change = '{"renamedColumns":["daily.vol:volume"],"retypedColumns":["daily.pct_chg:str:%"],"addedColumns":["daily.turnover:float"]}'
    $http.PostAsync("${vendor}control", [System.Net.Http.StringContent]::new($change)).GetAwaiter().GetResult() | Out-Null
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
    if ($before) { $env:DATASYNC_WORKSPACE, $env:EXAMPLE_TOKEN = $before }
    $process.Kill()
    $process.WaitForExit()
    $process.Dispose()
    if ($http) { $http.Dispose() }
}
