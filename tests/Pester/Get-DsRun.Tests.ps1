BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsRun' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'lists runs, the newest first' {
        $first = Invoke-DsSync rates -ErrorAction SilentlyContinue
        $second = Invoke-DsSync rates -ErrorAction SilentlyContinue
        (Get-DsRun -Plan r*).Id | Should -Be $second.Id, $first.Id
        (Get-DsRun -Failed -Last 1).Id | Should -Be $second.Id
    }

    It 'is empty before the first' {
        Get-DsRun | Should -BeNullOrEmpty
    }
}
