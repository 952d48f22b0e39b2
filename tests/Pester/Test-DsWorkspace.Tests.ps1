BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Test-DsWorkspace' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'counts what there is' {
        $status = Test-DsWorkspace
        $status.Valid | Should -BeTrue
        $status.Datasets | Should -Be 1
    }

    It 'names what is wrong' {
        Remove-Item ./sources/vendor.json
        $status = Test-DsWorkspace
        $status.Valid | Should -BeFalse
        $status.Problems | Should -BeLike "*'vendor'*"
    }
}
