BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsPlan' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'changes what is given' {
        $plan = Set-DsPlan rates -Mode ReplaceSlice -ThrottleLimit 2 -PassThru
        $plan.Mode | Should -Be ReplaceSlice
        $plan.Arguments.Count | Should -Be 1
    }

    It 'refuses a number without a unit' {
        { Set-DsPlan rates -Refresh 7 } | Should -Throw '*time span*'
    }
}
