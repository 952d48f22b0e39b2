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

    It 'lists limits with what is used of them' {
        Set-DsSource vendor -Limit 500/1m
        $limit = Get-DsSource vendor -Limits
        $limit.Requests | Should -Be 500
        $limit.Used | Should -Be 0
    }
}
