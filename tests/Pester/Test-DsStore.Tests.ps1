BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Test-DsStore' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'says whether it can be written' {
        $status = Test-DsStore lake
        $status.Writable | Should -BeTrue
        $status.Tables | Should -BeNullOrEmpty
    }
}
