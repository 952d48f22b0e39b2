# What a scheduled job runs in pwsh: the plan if it is due, or all plans that are. Ends with 0 done, 2 partly done, 1 failed, as DataSync.Console -Due does.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Workspace,
    [string] $Plan,
    [string] $SchemaCheck,
    [string] $Policy = 'AddOnly'
)
Import-Module (Join-Path $PSScriptRoot 'DataSync.psd1') -ErrorAction Stop
if ($SchemaCheck) {
    $env:DATASYNC_WORKSPACE = $Workspace
    $failures = $null
    & (Join-Path $PSScriptRoot 'Invoke-SchemaCheck.ps1') -Name $SchemaCheck -Policy $Policy -ErrorVariable failures | Out-Default
    exit [int] [bool] $failures
}
$what = @{ Workspace = $Workspace; Due = $true }
if ($Plan) { $what.Name = $Plan }
$failures = $null
$runs = @(Invoke-DsSync @what -ErrorVariable failures)
$runs | Out-Default
$codes = @(foreach ($run in $runs) { if ("$($run.Status)" -eq 'Done') { 0 } elseif ("$($run.Status)" -in 'Partial', 'QuotaUsedUp') { 2 } else { 1 } })
# a plan that could not even begin leaves an error and no run
if ($codes -contains 1 -or ($failures -and $codes -notcontains 2)) { exit 1 }
if ($codes -contains 2) { exit 2 }
exit 0
