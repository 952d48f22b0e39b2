# Dot-sourced by each suite: the built module, and a small workspace in Pester's TestDrive. No vendor is needed.
$module = if ($env:DATASYNC_MODULE) { $env:DATASYNC_MODULE } else { Join-Path $PSScriptRoot '..' '..' 'out' 'DataSync' }
Import-Module $module -ErrorAction Stop

function New-TestWorkspace {
    $path = Join-Path $TestDrive ([guid]::NewGuid())
    $null = New-DsWorkspace $path
    $path
}

# A source that nobody answers, a dataset of days and codes, and a store.
function New-TestCatalog {
    $path = New-TestWorkspace
    $null = New-DsSource vendor -Preset RestJson -Uri http://127.0.0.1:9/ -TimeZone UTC -Setting @{ retry = @{ attempts = 1 } } -Workspace $path
    $null = New-DsDataset rates -Source vendor -Workspace $path -Key day, code -Column day:Date, code, rate:Double -Parameter @{ Name = 'day'; Type = 'Date'; Format = 'yyyyMMdd'; Filter = 'day Equals' }
    $null = New-DsStore lake -Kind Json -Path ./data -Workspace $path
    $path
}

# A documentation page in the structure of the Tushare vendor, in words of our own.
function New-TestPage([string] $Path) {
    @'
## 汇率
接口：fx_demo
描述：演示用的汇率数据
限量：单次最大2000行

**输入参数**

名称 | 类型 | 必选 | 描述
---- | ---- | ---- | ----
trade_date | str | N | 交易日期（YYYYMMDD）

**输出参数**

名称 | 类型 | 默认显示 | 描述
---- | ---- | ---- | ----
trade_date | str | Y | 交易日期
rate | float | Y | 汇率
'@ | Set-Content $Path
}
