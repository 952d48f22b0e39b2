BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsSource' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'refuses while datasets use it' {
        { Remove-DsSource vendor -ErrorAction Stop } | Should -Throw -ErrorId 'SourceInUse,*'
    }

    It 'removes it after them' {
        Remove-DsDataset rates
        Get-DsSource vendor | Remove-DsSource
        Get-DsSource | Should -BeNullOrEmpty
    }
}
