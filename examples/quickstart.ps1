<#
.SYNOPSIS
    The whole main job on a small example vendor: no network, no token, about ten seconds.
.DESCRIPTION
    Starts the vendor of examples/Vendor, imports three datasets from the links of its documentation, synchronizes the trade calendar, and then
    the daily prices of every trade day in that calendar. Runs in the console of this project and in pwsh with the module imported.
.PARAMETER Workspace
    The folder for definitions and data; made anew each time.
#>
param(
    [string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'quickstart-workspace'),
    [int] $Days = 60,
    [int] $Stocks = 1000
)
$ErrorActionPreference = 'Stop'
$clock = [System.Diagnostics.Stopwatch]::StartNew()

# The vendor was built along with the console.
$assembly = @('Release', 'Debug').ForEach({ [System.IO.FileInfo] [System.IO.Path]::Combine($PSScriptRoot, 'Vendor', 'bin', $_, 'net10.0', 'DataSync.Examples.Vendor.dll') }).Where({ $_.Exists }, 'First')[0]
if (-not $assembly) { throw "The example vendor is not built. Build it: dotnet build $PSScriptRoot/Vendor" }
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in $assembly.FullName, '--days', $Days, '--stocks', $Stocks, '--token', 'quickstart', '--rate-limit', 500, '--parent', $PID) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)

# Asks the vendor how many requests for data it has had.
function Get-VendorRequestCount {
    $stats = $http.GetStringAsync("${vendor}stats").GetAwaiter().GetResult()
    [long] [System.Text.Json.Nodes.JsonNode]::Parse($stats)['requests'].ToString()
}

try {
    $vendor = $process.StandardOutput.ReadLine()    # its first line is its address
    $http = [System.Net.Http.HttpClient]::new()
    Write-Host "vendor: $vendor"

    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
    $before = $env:DATASYNC_WORKSPACE, $env:QUICKSTART_TOKEN
    $env:DATASYNC_WORKSPACE = $Workspace
    $env:QUICKSTART_TOKEN = 'quickstart'
    New-DsWorkspace $Workspace | Out-Null

    # A source says where and how to ask; the token stays a reference. 5000 points allow 500 requests a minute.
    New-DsSource tushare -Preset Tushare -Uri $vendor -Token env:QUICKSTART_TOKEN -Points 5000 | Out-Null

    Write-Host "`nDatasets, from the links of the vendor's documentation:"
    Import-DsDataset -Source tushare -Uri "${vendor}document/2?doc_id=25", "${vendor}document/2?doc_id=26", "${vendor}document/2?doc_id=27" | Out-Host

    New-DsStore lake -Kind Parquet -Path ./data | Out-Null

    Write-Host "`nStocks and trade calendar:"
    Get-DsDataset stock_basic | New-DsPlan -Store lake -Arguments @{ list_status = 'L' } | Invoke-DsSync | Out-Host
    Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Host

    Write-Host "`nDaily prices of every trade day in the calendar:"
    Get-DsDataset daily | New-DsPlan -Store lake -Key ts_code, trade_date -PartitionBy 'month(trade_date)' -Arguments {
        Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
    } | Out-Null
    Invoke-DsSync daily | Out-Host
    Get-DsCoverage daily | Out-Host

    Write-Host "`nThe first rows:"
    Read-DsData daily -Store lake -Column ts_code, trade_date, close, vol -First 5 | Out-Host

    Write-Host "`nEverything once more:"
    $asked = Get-VendorRequestCount
    Get-DsPlan | Invoke-DsSync | Out-Host
    Write-Host "second run: $((Get-VendorRequestCount) - $asked) requests"

    Write-Host "files: $([System.IO.Path]::Combine($Workspace, 'data'))"
    Write-Host "took: $([System.Math]::Round($clock.Elapsed.TotalSeconds, 1)) s"
}
finally {
    if ($before) { $env:DATASYNC_WORKSPACE, $env:QUICKSTART_TOKEN = $before }
    $process.Kill()
    $process.WaitForExit()
    $process.Dispose()
    if ($http) { $http.Dispose() }
}
