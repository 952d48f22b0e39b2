<#
.SYNOPSIS
    Makes the stored workspace of a version that later versions have to open: run once by that version, its result kept as vN.zip, never made anew.
.DESCRIPTION
    dotnet run --project src/DataSync.Console -- tests/DataSync.Tests/Workspaces/make.ps1 -Workspace /tmp/workspace -Archive tests/DataSync.Tests/Workspaces/v1.zip
#>
param([Parameter(Mandatory)] [string] $Workspace, [Parameter(Mandatory)] [string] $Archive)
$ErrorActionPreference = 'Stop'
$vendorProgram = [System.IO.Path]::Combine($PSScriptRoot, '..', '..', '..', 'examples', 'Vendor', 'bin', 'Debug', 'net10.0', 'DataSync.Examples.Vendor.dll')
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in $vendorProgram, '--days', 8, '--stocks', 4, '--parent', $PID) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$vendor = [System.Diagnostics.Process]::Start($start)
try {
    $address = $vendor.StandardOutput.ReadLine()
    New-DsWorkspace $Workspace | Out-Null
    $env:DATASYNC_WORKSPACE = $Workspace
    $env:FIXTURE_TOKEN = 'none'
    [System.IO.File]::WriteAllText("$Workspace/functions.ps1", "function Get-OpenDay { Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } }`n")
    New-DsSource tushare -Preset Tushare -Uri $address -Token env:FIXTURE_TOKEN -Points 5000 -Description 'of version 1' | Out-Null
    Import-DsDataset -Source tushare -Uri "${address}document/2?doc_id=26", "${address}document/2?doc_id=27" -WarningAction SilentlyContinue | Out-Null
    New-DsStore lake -Kind Json -Path ./data | Out-Null
    New-DsStore sheets -Kind Csv -Path ./sheets | Out-Null
    Get-DsDataset trade_cal | New-DsPlan -Store lake -MaxAge Never -Arguments @{ exchange = 'SSE' } | Out-Null
    Get-DsDataset daily | New-DsPlan -Store lake -PartitionBy 'month(trade_date)' -Schedule '0 18 * * 1-5' -TimeZone Asia/Shanghai -Arguments { Get-OpenDay | ForEach-Object { @{ trade_date = $_.cal_date } } } | Out-Null
    Get-DsDataset daily | New-DsPlan -Name two_days -Store sheets -Mode ReplaceSlice -SchemaPolicy Freeze -Arguments @{ trade_date = '20240102' }, @{ trade_date = '20240103' } | Out-Null
    Get-DsDataset daily | New-DsPlan -Name whole -Table whole -Store sheets -Mode Replace -MaxAge Never -Arguments @{ trade_date = '20240104' } | Out-Null
    Invoke-DsSync trade_cal, daily, two_days, whole | Out-Host
}
finally {
    $vendor.Kill()
    $vendor.WaitForExit()
}
[System.IO.Compression.ZipFile]::CreateFromDirectory($Workspace, $Archive)
