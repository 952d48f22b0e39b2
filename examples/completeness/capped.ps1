<#
.SYNOPSIS
    A vendor that cuts its answers at 500 rows, though its page says 6,000: nothing is lost.
.DESCRIPTION
    A slice of two codes' prices of two years has more rows than the vendor sends at once. An answer of exactly 500 rows looks cut, so it is asked for in halves; when these bring
    more, the cap is known. A day of 600 codes cannot be divided, and fails as Truncated, with advice, instead of being stored by half.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'capped-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 27 -Option '--row-cap', '500', '--stocks', '600', '--days', '520'
try {
    "the page says: $((Get-DsDataset daily).RowCap) rows"
    New-DsPlan -Dataset daily -Name history -Store lake -Table history -Arguments @{ ts_code = '000001.SZ,000002.SZ' }, @{ ts_code = '000003.SZ' } | Out-Null
    $run = Invoke-DsSync history
    "history: $($run.Status), $($run.Rows) rows of 1560"

    $run = New-DsPlan -Dataset daily -Name day -Store lake -Table day -Arguments @{ trade_date = '20240102' } | Invoke-DsSync -ErrorAction SilentlyContinue
    "a day of 600 codes: $($run.Status), $($run.Failures[0].Category), $($run.Rows) rows"
    $run.Failures[0].Message

    # A slice that names its codes can be had, and divided where it must be.
    $codes = Read-DsData history -Store lake -Value ts_code -Distinct -OrderBy ts_code
    $run = Set-DsPlan day -PassThru -Arguments @{ trade_date = '20240102'; ts_code = $codes -join ',' } | Invoke-DsSync
    "a day of $($codes.Count) codes: $($run.Status), $($run.Rows) rows"
}
finally {
    Stop-Vendor
}
