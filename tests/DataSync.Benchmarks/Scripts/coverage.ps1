# The work: all slices that were named last, compared with the ledger.
param([string] $Workspace, [long] $Planned, [long] $Missing)

$env:DATASYNC_WORKSPACE = $Workspace
$coverage = Get-DsCoverage daily -ErrorAction Stop
if ($coverage.Planned -ne $Planned -or $coverage.Missing -ne $Missing -or $coverage.Done -ne $Planned - $Missing) { throw "Coverage is $($coverage.Done) of $($coverage.Planned), $($coverage.Missing) missing." }
$coverage
