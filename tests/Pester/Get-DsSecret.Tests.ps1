BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $before = $env:DATASYNC_VAULT
    $env:DATASYNC_VAULT = Join-Path $TestDrive 'vault'
    'a', 'b' | ForEach-Object { 'text' | Set-DsSecret $_ }
}

AfterAll {
    $env:DATASYNC_VAULT = $before
}

Describe 'Get-DsSecret' {
    It 'lists names and references, never texts' {
        (Get-DsSecret).Name | Should -Be @('a', 'b')
        Get-DsSecret | Out-String | Should -Not -Match 'text'
    }

    It 'says where a name is none' {
        { Get-DsSecret none -ErrorAction Stop } | Should -Throw -ErrorId 'SecretNotFound,*'
    }
}
