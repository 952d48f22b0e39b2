BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsDataset' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'refuses while plans use it' {
        { Remove-DsDataset rates -ErrorAction Stop } | Should -Throw -ErrorId 'DatasetInUse,*'
    }

    It 'removes it after them' {
        Remove-DsPlan rates
        Remove-DsDataset rates
        Get-DsDataset | Should -BeNullOrEmpty
    }
}
