<#
.SYNOPSIS
    Builds, tests, packs and publishes the module, for people with pwsh.
.EXAMPLE
    ./build.ps1
    Builds the solution; the module lies in out/DataSync.
.EXAMPLE
    ./build.ps1 -Task Publish -ApiKey (Read-Host -AsSecureString 'Key')
    Builds, packs and publishes the module to the PowerShell Gallery.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    # Build: the module, in out/DataSync. Test: all tests. Package: out/DataSync.<version>.nupkg. Publish: the package, to a repository.
    [ValidateSet('Build', 'Test', 'Package', 'Publish')]
    [string] $Task = 'Build',

    # The repository's key, as SecureString or text; for Publish only.
    [object] $ApiKey,

    # The repository to publish to, as Get-PSResourceRepository names it.
    [string] $Repository = 'PSGallery'
)
$ErrorActionPreference = 'Stop'
$out = Join-Path $PSScriptRoot 'out'
$module = Join-Path $out 'DataSync'

function Invoke-Tool([string] $Program, [string[]] $Arguments) {
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Program $Arguments ended with code $LASTEXITCODE." }
}

function Invoke-Build {
    Invoke-Tool dotnet 'build', (Join-Path $PSScriptRoot 'DataSync.sln'), '-c', 'Release', '-v', 'quiet', '-nologo'
}

function Invoke-Test {
    if (Get-Command bash -CommandType Application -ErrorAction Ignore) {
        Invoke-Tool bash (Join-Path $PSScriptRoot 'tests' 'run.sh')
    }
    else {
        Invoke-Tool dotnet 'test', '--solution', (Join-Path $PSScriptRoot 'DataSync.sln'), '-c', 'Release'
    }
}

# A gallery's package is a NuGet package with the module's files at its root; its tags say what the module holds.
function New-Package {
    $manifest = Import-PowerShellDataFile (Join-Path $module 'DataSync.psd1')
    $tags = @('PSModule', 'PSEdition_Core', 'PSIncludes_Cmdlet') + $manifest.CmdletsToExport.ForEach({ "PSCmdlet_$_" }) + $manifest.PrivateData.PSData.Tags
    $text = { [System.Security.SecurityElement]::Escape($args[0]) }
    $nuspec = Join-Path $out 'DataSync.nuspec'
    @"
<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>DataSync</id>
    <version>$($manifest.ModuleVersion)</version>
    <authors>$(& $text $manifest.Author)</authors>
    <license type="expression">MIT</license>
    <description>$(& $text $manifest.Description)</description>
    <releaseNotes>$(& $text $manifest.PrivateData.PSData.ReleaseNotes)</releaseNotes>
    <tags>$(& $text ($tags -join ' '))</tags>
  </metadata>
  <files>
    <file src="**" />
  </files>
</package>
"@ | Set-Content -LiteralPath $nuspec -WhatIf:$false -Confirm:$false
    $project = Join-Path $PSScriptRoot 'src' 'DataSync.Loader'
    Invoke-Tool dotnet 'pack', $project, '-c', 'Release', '--no-build', '-o', $out, '-v', 'quiet', '-nologo', '-p:IsPackable=true', '-p:NoPackageAnalysis=true',
    "-p:NuspecFile=$nuspec", "-p:NuspecBasePath=$module"
    Get-Item -LiteralPath (Join-Path $out "DataSync.$($manifest.ModuleVersion).nupkg")
}

switch ($Task) {
    Build { Invoke-Build }
    Test { Invoke-Test }
    Package { Invoke-Build; New-Package }
    Publish {
        if (-not $ApiKey) { throw "Publishing to $Repository needs its key: ./build.ps1 -Task Publish -ApiKey <key>." }
        if (-not (Get-Command Publish-PSResource -ErrorAction Ignore)) { throw 'Publishing needs the module Microsoft.PowerShell.PSResourceGet 1.1, which comes with PowerShell.' }
        if (-not (Get-PSResourceRepository -Name $Repository -ErrorAction Ignore)) { throw "There is no repository '$Repository'. Register-PSResourceRepository adds one." }
        $key = if ($ApiKey -is [securestring]) { ConvertFrom-SecureString $ApiKey -AsPlainText } else { [string] $ApiKey }
        Invoke-Build
        $package = New-Package
        if ($PSCmdlet.ShouldProcess($package.Name, "Publish to $Repository")) {
            Publish-PSResource -NupkgPath $package.FullName -Repository $Repository -ApiKey $key
        }
    }
}
