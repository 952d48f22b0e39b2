BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsPlan' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'lists plans' {
        (Get-DsPlan).Dataset | Should -Be rates
    }

    It 'names what is not there' {
        { Get-DsPlan nope -ErrorAction Stop } | Should -Throw -ErrorId 'PlanNotFound,*'
    }
}
