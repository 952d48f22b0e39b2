# Makes a workspace whose plan 'daily' is ready to run, its trade calendar synchronized. Not measured.
param([string] $Vendor, [string] $Workspace, [string] $Kind, [string] $Codec, [string] $Mode, [string] $Server, [string] $Database, [string] $User)

$env:DATASYNC_WORKSPACE = $Workspace
New-DsWorkspace $Workspace | Out-Null
New-DsSource bench -Preset Tushare -Uri $Vendor -Token env:DATASYNC_BENCH_TOKEN -Limit 1000000/1m | Out-Null
Import-DsDataset -Source bench -Uri "$($Vendor)document/2?doc_id=26", "$($Vendor)document/2?doc_id=27" | Out-Null
$setting = if ($Codec) { @{ Codec = $Codec } } else { @{} }
if ($Server) { New-DsStore lake $Kind -Server $Server -Database $Database -User $User | Out-Null }
else { New-DsStore lake $Kind ./data -Setting $setting | Out-Null }
Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null
Get-DsDataset daily | New-DsPlan -Store lake -Mode $Mode -Key ts_code, trade_date -ThrottleLimit 8 -Arguments {
    Read-DsData trade_cal -Store lake -Where @{ is_open = 1 } | ForEach-Object { @{ trade_date = $_.cal_date } }
} | Out-Null
