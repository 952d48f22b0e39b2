BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Compare-DsSchema' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'says that a dataset has no page' {
        { Compare-DsSchema rates -ErrorAction Stop } | Should -Throw -ErrorId 'PageMissing*'
    }

    It 'says that there is no such table' {
        { Compare-DsSchema rates -Store lake -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound*'
    }
}
