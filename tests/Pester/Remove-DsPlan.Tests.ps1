BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsPlan' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'removes it and its scriptblock' {
        $null = Set-DsPlan rates -Arguments { @{ day = $Today } }
        Remove-DsPlan rates
        './plans/rates.ps1' | Should -Not -Exist
    }

    It 'removes nothing with -WhatIf' {
        Remove-DsPlan rates -WhatIf
        (Get-DsPlan).Name | Should -Be rates
    }
}
