<#
.SYNOPSIS
    Starts the example vendor, and makes a workspace with a source, datasets and a store. For the example scripts, which dot-source it and end the vendor with Stop-Vendor.
.PARAMETER Workspace
    The folder for definitions and data; made anew each time.
.PARAMETER Page
    Documentation pages of the datasets to import.
.PARAMETER Kind
    The kind of the store, of those that keep files.
.PARAMETER Option
    Options of the vendor, as examples/Vendor --help lists them.
#>
param([string] $Workspace, [int[]] $Page, [string] $Kind = 'Parquet', [string[]] $Option = @())
$ErrorActionPreference = 'Stop'

$environment = $env:DATASYNC_WORKSPACE, $env:EXAMPLE_TOKEN

# The vendor was built along with the console.
$assembly = @('Release', 'Debug').ForEach({ [System.IO.FileInfo] [System.IO.Path]::Combine($PSScriptRoot, 'Vendor', 'bin', $_, 'net10.0', 'DataSync.Examples.Vendor.dll') }).Where({ $_.Exists }, 'First')[0]
if (-not $assembly) { throw "The example vendor is not built. Build it: dotnet build $PSScriptRoot/Vendor" }
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in @($assembly.FullName; '--token', 'example'; $Option; '--parent', $PID)) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)
$vendor = $process.StandardOutput.ReadLine()    # its first line is its address
$http = [System.Net.Http.HttpClient]::new()

# Asks the vendor how many requests for data it has had.
function Get-VendorRequestCount {
    [long] [System.Text.Json.Nodes.JsonNode]::Parse($http.GetStringAsync("${vendor}stats").GetAwaiter().GetResult())['requests'].ToString()
}

# Changes how the vendor behaves.
function Set-Vendor([string] $Json) {
    $http.PostAsync("${vendor}control", [System.Net.Http.StringContent]::new($Json)).GetAwaiter().GetResult().EnsureSuccessStatusCode() | Out-Null
}

function Stop-Vendor {
    $process.Kill()
    $process.WaitForExit()
    $process.Dispose()
    $http.Dispose()
    $env:DATASYNC_WORKSPACE, $env:EXAMPLE_TOKEN = $environment
}

try {
    if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
    $env:DATASYNC_WORKSPACE = $Workspace
    $env:EXAMPLE_TOKEN = 'example'
    New-DsWorkspace $Workspace | Out-Null
    New-DsSource tushare -Preset Tushare -Uri $vendor -Token env:EXAMPLE_TOKEN -Points 5000 | Out-Null
    Import-DsDataset -Source tushare -Uri $Page.ForEach({ "${vendor}document/2?doc_id=$_" }) | Out-Null
    New-DsStore lake -Kind $Kind -Path ./data | Out-Null
}
catch {
    Stop-Vendor
    throw
}
