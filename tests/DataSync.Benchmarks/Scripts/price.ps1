# The work: all slices named, compared with the ledger, and priced.
param([string] $Workspace, [long] $Planned, [long] $Missing)

$env:DATASYNC_WORKSPACE = $Workspace
$price = Invoke-DsSync daily -WhatIf -ErrorAction Stop
if ($price.Planned -ne $Planned -or $price.ToAsk -ne $Missing -or $price.Requests -ne $Missing) { throw "The price is $($price.ToAsk) of $($price.Planned) slices, $($price.Requests) requests." }
$price
