BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Optimize-DsStore' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'has nothing to do in an empty store' {
        Optimize-DsStore lake | Should -BeNullOrEmpty
    }

    It 'says which table is not there' {
        { Optimize-DsStore lake -Table rates -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'does nothing when only asked what it would do' {
        { Optimize-DsStore lake -Table rates -WhatIf -ErrorAction Stop } | Should -Not -Throw
    }
}
