BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsData' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'asks before it deletes' {
        (Get-Command Remove-DsData).ImplementingType.GetCustomAttributes($false).ConfirmImpact | Should -Be High
    }

    It 'says what it would delete, and does not' {
        { Remove-DsData rates lake -WhatIf -Force } | Should -Not -Throw
    }
}
