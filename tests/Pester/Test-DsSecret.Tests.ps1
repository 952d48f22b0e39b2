BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
    $before = $env:DATASYNC_VAULT
    $env:DATASYNC_VAULT = Join-Path $TestDrive 'vault'
}

AfterAll {
    $env:DATASYNC_VAULT = $before
    Pop-Location
}

Describe 'Test-DsSecret' {
    It 'tests what the workspace refers to' {
        Set-Location (New-TestCatalog)
        Set-DsSource vendor -Token secret:token
        (Test-DsSecret).Found | Should -BeFalse
        'text' | Set-DsSecret token
        $status = Test-DsSecret
        $status.Found | Should -BeTrue
        $status.Users | Should -Be "token of source 'vendor'"
    }
}
