<#
.SYNOPSIS
    One slice a code, fifty codes a request.
.DESCRIPTION
    The codes come from a synchronized list. The vendor takes several, parted by commas; each stays a slice of its own, so that what is done and what is missing is known by code, and a new code in
    the list is the only one asked for.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'code-batches-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 25, 27 -Option '--stocks', '120', '--days', '31'
try {
    Get-DsDataset stock_basic | New-DsPlan -Store lake -Template full-snapshot -Parameter @{ arguments = @{ list_status = 'L,D' } } | Invoke-DsSync | Out-Null
    $codes = New-DsArgument ts_code -Table stock_basic -OrderBy ts_code | New-DsArgument ts_code -BatchSize 50
    "generator: $codes"

    # 118 of the codes first, as though the list had grown since
    $known = New-DsArgument ts_code -Table stock_basic -OrderBy ts_code -Store lake -First 118
    New-DsArgument ts_code -Value $known.ForEach({ $_.ts_code }) | New-DsArgument ts_code -BatchSize 50 | New-DsPlan -Dataset daily -Store lake -Mode ReplaceSlice | Out-Null
    $run = Invoke-DsSync daily
    "118 codes: $($run.Status), $($run.Done) slices, $($run.Rows) rows, $($run.Requests) requests"

    $run = Set-DsPlan daily -PassThru -Arguments $codes | Invoke-DsSync
    "two more: $($run.Done) slices, $($run.Skipped) done before, $($run.Requests) request"

    # Removing a code's rows leaves a gap that the next run fills, alone.
    $one = $known[7].ts_code
    Remove-DsData daily -Store lake -Arguments @{ ts_code = $one } -Force | Out-Null
    $run = Invoke-DsSync daily
    "a gap: $($run.Done) slice, $($run.Requests) request, $($run.Rows) rows"
}
finally {
    Stop-Vendor
}
