BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsStore' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'changes the path' {
        (Set-DsStore lake -Path ./elsewhere -PassThru).Path | Should -Be ./elsewhere
    }

    It 'changes nothing with -WhatIf' {
        Set-DsStore lake -Path ./elsewhere -WhatIf
        (Get-DsStore lake).Path | Should -Be ./data
    }
}
