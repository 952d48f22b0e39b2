BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $before = $env:DATASYNC_VAULT
    $env:DATASYNC_VAULT = Join-Path $TestDrive 'vault'
    'text' | Set-DsSecret a
}

AfterAll {
    $env:DATASYNC_VAULT = $before
}

Describe 'Remove-DsSecret' {
    It 'removes one' {
        Remove-DsSecret a -Force -WhatIf
        (Get-DsSecret).Name | Should -Be 'a'
        Remove-DsSecret a -Force
        Get-DsSecret | Should -BeNullOrEmpty
    }
}
