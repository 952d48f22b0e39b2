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

    It 'finds nothing wrong' {
        Test-DsWorkspace -Offline -Problem | Should -BeNullOrEmpty
        (Test-DsWorkspace -Offline | Where-Object Area -EQ Files).Message | Should -BeLike '*1 datasets*'
    }

    It 'names what is wrong and what to do' {
        Remove-Item ./sources/vendor.json
        $problem = Test-DsWorkspace -Offline -Problem
        $problem.Severity | Should -Be 'Error'
        $problem.Message | Should -BeLike "*'vendor'*"
        $problem.Advice | Should -Not -BeNullOrEmpty
    }
}
