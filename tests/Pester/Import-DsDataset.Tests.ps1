BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Import-DsDataset' {
    BeforeEach {
        $workspace = New-TestWorkspace
        Set-Location $workspace
        $null = New-DsSource vendor -Preset Tushare -Token env:T
        New-TestPage ./fx.md
    }

    It 'makes a dataset of a page' {
        $dataset = Import-DsDataset -Source vendor -Path ./*.md
        $dataset.Name | Should -Be fx_demo
        $dataset.RowCap | Should -Be 2000
        $dataset.Columns.Type | ForEach-Object { "$_" } | Should -Be Date, Double
    }

    It 'shows it with -WhatIf and saves nothing' {
        (Import-DsDataset -Source vendor -Path ./fx.md -WhatIf).Name | Should -Be fx_demo
        Get-DsDataset | Should -BeNullOrEmpty
    }

    It 'names a page that is none and goes on' {
        '# Hello' | Set-Content ./a.md
        $imported = Import-DsDataset -Source vendor -Path ./*.md -ErrorAction SilentlyContinue -ErrorVariable errors
        $imported.Name | Should -Be fx_demo
        $errors.Count | Should -Be 1
        $errors[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }
}
