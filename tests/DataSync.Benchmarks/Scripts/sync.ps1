# The work: from the start of the process to committed files.
param([string] $Workspace, [switch] $Force)

$env:DATASYNC_WORKSPACE = $Workspace
$run = Invoke-DsSync daily -Force:$Force -ErrorAction Stop
if ($run.Failed -ne 0 -or $run.Status -ne 'Done') { throw "The run ended as $($run.Status): $($run.Message)" }
