BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsSource' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'lists by wildcard' {
        (Get-DsSource v*).Name | Should -Be vendor
        Get-DsSource x* | Should -BeNullOrEmpty
    }

    It 'names what is not there' {
        { Get-DsSource nope -ErrorAction Stop } | Should -Throw -ErrorId 'SourceNotFound,*'
    }
}
