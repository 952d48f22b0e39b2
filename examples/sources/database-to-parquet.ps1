<#
.SYNOPSIS
    A table of a database into Parquet files: one command describes it, one brings it.
.DESCRIPTION
    Needs a PostgreSQL server, by -Server or the environment's DATASYNC_TEST_POSTGRESQL; without one it says so and does nothing. The table is made first, by piping objects into it.
.PARAMETER Workspace
    The folder for definitions and files; made anew each time.
#>
param(
    [string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'database-workspace'),
    [string] $Server = $env:DATASYNC_TEST_POSTGRESQL,
    [string] $Database = 'postgres',
    [string] $User = 'postgres'
)
$ErrorActionPreference = 'Stop'
if (-not $Server) {
    Write-Host 'database to Parquet: skipped, as no server is given (-Server host:port, or DATASYNC_TEST_POSTGRESQL)'
    return
}
if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
New-DsWorkspace $Workspace | Out-Null
$before = $env:DATASYNC_WORKSPACE
$env:DATASYNC_WORKSPACE = $Workspace
try {
    # A table such as others keep in their database.
    New-DsSource session -Kind Object | Out-Null
    New-DsStore quant -Kind PostgreSql -Server $Server -Database $Database -User $User | Out-Null
    New-DsDataset example_trades -Source session -Key day, code -Column day:Date, code, 'price:Decimal(18,4)' | Out-Null
    '20240102', '20240103' | ForEach-Object { foreach ($code in 'A', 'B', 'C') { @{ day = $_; code = $code; price = 1.25 } } } | Invoke-DsSync -Dataset example_trades -Store quant | Out-Null

    # Two commands bring it.
    New-DsSource research -Kind PostgreSql -Server $Server -Database $Database -User $User | Out-Null
    New-DsStore lake -Kind Parquet -Path ./data | Out-Null
    Import-DsDataset -Source research -Table public.example_trades -Name trades | Out-Host
    Invoke-DsSync -Dataset trades -Store lake | Out-Host

    # A query with arguments, which are bound to it.
    Import-DsDataset -Source research -Name day_trades -Key code -Query 'SELECT code, day, price FROM example_trades WHERE day = {{day}}' -WarningAction Ignore | Out-Null
    $day = Invoke-DsSync -Dataset day_trades -Store lake -Arguments @{ day = '2024-01-02' }
    Write-Host "in Parquet: $(@(Read-DsData trades -Store lake).Count) rows, $($day.Rows) of them of 2024-01-02"
}
finally {
    $env:DATASYNC_WORKSPACE = $before
}
