# What a scheduled job runs in pwsh: the plan if it is due, or all plans that are. Ends with 0 done, 2 partly done, 1 failed, as DataSync.Console -Due does.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Workspace,
    [string] $Plan
)
Import-Module (Join-Path $PSScriptRoot 'DataSync.psd1') -ErrorAction Stop
$what = @{ Workspace = $Workspace; Due = $true }
if ($Plan) { $what.Name = $Plan }
$failures = $null
$runs = @(Invoke-DsSync @what -Verbose:$false -ErrorVariable failures)
$runs | Out-Default
$worst = @($runs.Status | ForEach-Object { if ("$_" -eq 'Done') { 0 } elseif ("$_" -in 'Partial', 'QuotaUsedUp') { 2 } else { 1 } })
exit $(if ($worst -contains 1 -or ($failures -and $worst -notcontains 2)) { 1 } elseif ($worst -contains 2) { 2 } else { 0 })
