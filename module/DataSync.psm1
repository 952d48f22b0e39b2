# The assemblies load into a context of their own, so that other modules' versions of the same libraries do no harm. Their types resolve in scripts because
# both are imported here. A second import needs the first one's modules gone: hence OnRemove. No command of Utility or Management is used: hosts may lack them.
$null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($PSScriptRoot, 'DataSync.Loader.dll'))
$script:core = Import-Module -PassThru -Assembly ([DataSync.Internal.ModuleLoadContext]::Load($PSScriptRoot, 'DataSync.Core.dll'))
$script:main = Import-Module -PassThru -Assembly ([DataSync.Internal.ModuleLoadContext]::Load($PSScriptRoot, 'DataSync.dll'))
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $script:main, $script:core -Force }
Export-ModuleMember -Cmdlet *
