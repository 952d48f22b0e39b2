# What a job of Register-DsScheduledJob -SchemaCheck does: the documentation of a source's datasets, or of one dataset, is read again; what it says now is followed as the policy allows, and told;
# and slices that lack a column which came are asked for again.
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Name,
    [ValidateSet('AddOnly', 'All', 'ReportOnly')] [string] $Policy = 'AddOnly'
)
$what = if (Get-DsSource | Where-Object Name -eq $Name) { @{ Source = $Name } } else { @{ Name = $Name } }
if ($Policy -eq 'All') { $what.Force = $true }
Update-DsSchema @what -Policy $Policy | ForEach-Object {
    $_
    $update = $_
    $added = @($update.Changes | Where-Object { "$($_.Kind)" -eq 'Added' -and "$($_.Part)" -eq 'Column' })
    if ("$($update.Status)" -eq 'Updated' -and $added) { Get-DsPlan | Where-Object Dataset -eq $update.Dataset | Where-Object Mode -ne Append | ForEach-Object { Invoke-DsSync $_.Name -Force } }
}
