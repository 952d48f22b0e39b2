<#
.SYNOPSIS
    Starts the example vendor, and makes a workspace with a source, its datasets and a store. For the scripts of this folder, which dot-source it.
.PARAMETER Option
    Options of the vendor, as examples/Vendor --help lists them.
.PARAMETER Workspace
    The folder for definitions and data; made anew each time.
.PARAMETER Page
    Documentation pages of the datasets to import.
#>
param([string[]] $Option, [string] $Workspace, [int[]] $Page)
$ErrorActionPreference = 'Stop'

# The vendor was built along with the console.
$assembly = @('Release', 'Debug').ForEach({ [System.IO.FileInfo] [System.IO.Path]::Combine($PSScriptRoot, '..', 'Vendor', 'bin', $_, 'net10.0', 'DataSync.Examples.Vendor.dll') }).Where({ $_.Exists }, 'First')[0]
if (-not $assembly) { throw "The example vendor is not built. Build it: dotnet build $PSScriptRoot/../Vendor" }
$start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
foreach ($argument in @($assembly.FullName; $Option; '--parent'; $PID)) { $start.ArgumentList.Add($argument) }
$start.RedirectStandardOutput = $true
$process = [System.Diagnostics.Process]::Start($start)
$vendor = $process.StandardOutput.ReadLine()    # its first line is its address
$http = [System.Net.Http.HttpClient]::new()

# What the vendor has counted since it was last told to forget.
function Get-VendorRequestCount {
    [long] [System.Text.Json.Nodes.JsonNode]::Parse($http.GetStringAsync("${vendor}stats").GetAwaiter().GetResult())['requests'].ToString()
}

# Changes how the vendor behaves.
function Set-Vendor([string] $Json) {
    $http.PostAsync("${vendor}control", [System.Net.Http.StringContent]::new($Json)).GetAwaiter().GetResult().EnsureSuccessStatusCode() | Out-Null
}

if ([System.IO.File]::Exists([System.IO.Path]::Combine($Workspace, 'datasync.json'))) { [System.IO.Directory]::Delete($Workspace, $true) }
$env:DATASYNC_WORKSPACE = $Workspace
$env:EXAMPLE_TOKEN = 'example'
New-DsWorkspace $Workspace | Out-Null
New-DsSource tushare -Preset Tushare -Uri $vendor -Token env:EXAMPLE_TOKEN -Points 5000 | Out-Null
Import-DsDataset -Source tushare -Uri $Page.ForEach({ "${vendor}document/2?doc_id=$_" }) | Out-Null
New-DsStore lake -Kind Parquet -Path ./data | Out-Null
