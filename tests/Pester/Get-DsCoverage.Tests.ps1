BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsCoverage' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'counts slices by state' {
        $null = Invoke-DsSync rates -ErrorAction SilentlyContinue
        (Get-DsCoverage rates).Failed | Should -Be 1
    }

    It 'lists them with -Detail' {
        $null = Invoke-DsSync rates -ErrorAction SilentlyContinue
        $slice = Get-DsCoverage rates -Detail
        $slice.Slice | Should -Be 'day=20240102'
        $slice.Reason | Should -Not -BeNullOrEmpty
    }

    It 'draws months with -By' {
        $null = Invoke-DsSync rates -ErrorAction SilentlyContinue
        $month = Get-DsCoverage rates -By Month
        $month.Group | Should -Be '2024-01'
        $month.Map | Should -BeLike '.F*'
    }
}
