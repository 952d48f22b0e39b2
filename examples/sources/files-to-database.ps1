<#
.SYNOPSIS
    Files into a database: each day's file is a slice, and a file that changes is read again.
.DESCRIPTION
    Needs a PostgreSQL server, by -Server or the environment's DATASYNC_TEST_POSTGRESQL; without one it says so and does nothing.
.PARAMETER Workspace
    The folder for definitions and files; made anew each time.
#>
param(
    [string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'files-workspace'),
    [string] $Server = $env:DATASYNC_TEST_POSTGRESQL,
    [string] $Database = 'postgres',
    [string] $User = 'postgres'
)
$ErrorActionPreference = 'Stop'
if (-not $Server) {
    Write-Host 'files to database: skipped, as no server is given (-Server host:port, or DATASYNC_TEST_POSTGRESQL)'
    return
}
if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
New-DsWorkspace $Workspace | Out-Null
$before = $env:DATASYNC_WORKSPACE
$env:DATASYNC_WORKSPACE = $Workspace
try {
    # What a vendor drops each evening.
    $drop = [System.IO.Directory]::CreateDirectory([System.IO.Path]::Combine($Workspace, 'drop')).FullName
    foreach ($day in '20240102', '20240103', '20240104') {
        [System.IO.File]::WriteAllText([System.IO.Path]::Combine($drop, "prices-$day.csv"), "day,code,close`n$day,000001.SZ,9.21`n$day,600000.SH,6.63`n")
    }

    New-DsSource drop -Kind File -Path ./drop | Out-Null
    New-DsStore quant -Kind PostgreSql -Server $Server -Database $Database -User $User | Out-Null
    Import-DsDataset -Source drop -Table 'prices-{{day}}.csv' -Name example_prices -Key day, code -WarningAction Ignore | Out-Host
    Get-DsDataset example_prices | New-DsPlan -Store quant -Mode ReplaceSlice | Out-Null
    Remove-DsData example_prices -Store quant -Confirm:$false -ErrorAction Ignore | Out-Null

    $run = Invoke-DsSync example_prices
    Write-Host "first run: $($run.Done) slices, $($run.Rows) rows"
    $run = Invoke-DsSync example_prices
    Write-Host "second run: $($run.Done) slices asked"

    # The vendor corrects a day.
    [System.IO.File]::WriteAllText([System.IO.Path]::Combine($drop, 'prices-20240103.csv'), "day,code,close`n20240103,000001.SZ,9.22`n20240103,600000.SH,6.631`n")
    $run = Invoke-DsSync example_prices
    Write-Host "changed file: $($run.Done) slice asked, $($run.Rows) rows"
    Read-DsData example_prices -Store quant -OrderBy day, code | Out-Host
}
finally {
    $env:DATASYNC_WORKSPACE = $before
}
