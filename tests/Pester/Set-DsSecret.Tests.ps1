BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $before = $env:DATASYNC_VAULT
    $env:DATASYNC_VAULT = Join-Path $TestDrive 'vault'
}

AfterAll {
    $env:DATASYNC_VAULT = $before
}

Describe 'Set-DsSecret' {
    It 'keeps a secret that no file shows' {
        'hunter two' | Set-DsSecret token
        (Get-DsSecret token).Reference | Should -Be 'secret:token'
        Get-Content (Join-Path $env:DATASYNC_VAULT 'secrets.json') -Raw | Should -Not -Match 'hunter'
    }

    It 'takes a secure string' {
        Set-DsSecret other (ConvertTo-SecureString 'x y' -AsPlainText -Force) -PassThru | Should -Not -BeNullOrEmpty
    }

    It 'writes nothing under -WhatIf' {
        'x' | Set-DsSecret none -WhatIf
        Get-DsSecret n* | Should -BeNullOrEmpty
    }
}
