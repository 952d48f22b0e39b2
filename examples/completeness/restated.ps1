<#
.SYNOPSIS
    A vendor that corrects its data and takes rows back: what changed is counted, dated, and marked.
.DESCRIPTION
    A full check asks for everything again and compares. The run says how many slices and rows differ, coverage says when each slice last changed, and rows that are no longer sent are
    marked in a column of the table.
#>
param([string] $Workspace = [System.IO.Path]::Combine($PSScriptRoot, 'restated-workspace'))
. ([System.IO.Path]::Combine($PSScriptRoot, '..', 'Start-Vendor.ps1')) -Workspace $Workspace -Page 25, 27 -Option '--stocks', '40', '--days', '5'
try {
    New-DsPlan -Dataset daily -Store lake -OnVanished Mark -Arguments @('20240102', '20240103', '20240104').ForEach({ @{ trade_date = $_ } }) | Invoke-DsSync | Out-Null

    # The vendor corrects the volumes of one day, and loses four codes of all days.
    Set-Vendor '{ "restatedDays": "2024-01-03", "stocks": 36 }'
    $run = Invoke-DsSync daily -Force
    "full check: $($run.Done) slices asked, $($run.Changed) changed; $($run.RowsChanged) rows changed, $($run.RowsVanished) vanished, $($run.RowsAdded) added"
    "marked: $(@(Read-DsData daily -Store lake | Where-Object vanished_at).Count) rows"

    # They come back.
    Set-Vendor '{ "stocks": 40 }'
    $run = Invoke-DsSync daily -Force
    "full check: $($run.Changed) changed; $($run.RowsChanged) rows changed, $($run.RowsVanished) vanished, $($run.RowsAdded) added"
    "marked: $(@(Read-DsData daily -Store lake | Where-Object vanished_at).Count) rows"
    Get-DsCoverage daily -Detail | ForEach-Object { "$($_.Slice): changed after it came first: $($_.LastChanged -gt $_.FirstSeen)" }

    $run = Invoke-DsSync daily -Force
    "once more: $($run.Changed) changed"
}
finally {
    Stop-Vendor
}
