BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Test-DsSource' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'says that a vendor cannot be reached, without an error' {
        $status = Test-DsSource vendor
        $status.Reachable | Should -BeFalse
        $status.Message | Should -Not -BeNullOrEmpty
    }
}
