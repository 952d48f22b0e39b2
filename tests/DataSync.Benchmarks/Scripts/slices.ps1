# Makes a workspace whose plan 'daily' names codes x days slices. Not measured; nothing is asked.
param([string] $Workspace, [int] $Codes, [string] $Start, [int] $Days)

$env:DATASYNC_WORKSPACE = $Workspace
New-DsWorkspace $Workspace | Out-Null
New-DsSource bench -Preset Tushare -Token env:DATASYNC_BENCH_TOKEN -Points 5000 | Out-Null
New-DsStore lake Parquet ./data | Out-Null
$parameters = @{ Name = 'ts_code'; Filter = 'ts_code Equals' }, @{ Name = 'trade_date'; Type = 'Date'; Format = 'yyyyMMdd'; Filter = 'trade_date Equals' }
New-DsDataset daily bench -Column ts_code, trade_date:Date, close:Double -Key ts_code, trade_date -RowCap 6000 -Parameter $parameters | Out-Null
$code = New-DsArgument ts_code -Value (1..$Codes | ForEach-Object { '{0:000000}.SZ' -f $_ })
$day = New-DsArgument trade_date -From $Start -To ([datetime] $Start).AddDays($Days - 1)
New-DsArgument -Product $code, $day | New-DsPlan -Dataset daily -Store lake | Out-Null
