BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Update-DsSchema' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'has nothing to do for a dataset without a page and a table' {
        (Update-DsSchema rates).Status | Should -Be 'Unchanged'
    }

    It 'says that there is no such dataset' {
        { Update-DsSchema nothing -ErrorAction Stop } | Should -Throw -ErrorId 'DatasetNotFound*'
    }

    It 'asks before it changes' {
        (Get-Command Update-DsSchema).Parameters.Keys | Should -Contain 'WhatIf'
    }
}
