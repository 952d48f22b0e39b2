<#
.SYNOPSIS
    Days that are published late, in full or in part: they wait, and arrive with a later run.
.DESCRIPTION
    The plan knows the trade calendar and how many rows a day has. A day without rows, or with too few, is pending and not done; holidays are done without rows; the next run asks for
    what is pending and nothing else.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'late-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 26, 27 -Option '--stocks', '50', '--days', '20', '--late-days', '2024-01-25,2024-01-26', '--late-asks', '1'
try {
    Get-DsDataset trade_cal | New-DsPlan -Store lake -Arguments @{ exchange = 'SSE' } | Invoke-DsSync | Out-Null
    # Every day of January, holidays included. The example's days are long past, so that a day has ten years to fill.
    New-DsPlan -Dataset daily -Store lake -Expect 50 -Calendar 'trade_cal.cal_date?is_open=1' -SettleAfter 3650d -Arguments {
        for ($day = [DateOnly]'2024-01-15'; $day -le [DateOnly]'2024-01-28'; $day = $day.AddDays(1)) { @{ trade_date = $day } }
    } | Out-Null
    foreach ($attempt in 1, 2) {
        $asked = Get-VendorRequestCount
        $run = Invoke-DsSync daily
        "run ${attempt}: $($run.Rows) rows, $($run.Pending) pending, $((Get-VendorRequestCount) - $asked) requests"
        Get-DsCoverage daily -By Month | Out-Host
        Get-DsCoverage daily -Detail | Where-Object State -EQ Pending | ForEach-Object { "  $($_.Slice): $($_.Reason)" }
    }
}
finally {
    Stop-Vendor
}
