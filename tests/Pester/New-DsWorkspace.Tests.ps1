BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsWorkspace' {
    BeforeEach {
        $workspace = New-TestWorkspace
        Set-Location $workspace
    }

    It 'makes a folder that commands find from below' {
        $inner = New-DsWorkspace ./inner
        Join-Path $inner.Root datasync.json | Should -Exist
        (Test-DsWorkspace -Offline -Workspace ./inner)[0].Workspace | Should -Be $inner.Root
    }

    It 'leaves a workspace that is there as it is' {
        $null = New-DsStore lake Json ./data
        $null = New-DsWorkspace .
        (Get-DsStore).Name | Should -Be lake
    }

    It 'makes nothing with -WhatIf' {
        New-DsWorkspace ./other -WhatIf
        './other' | Should -Not -Exist
    }
}
