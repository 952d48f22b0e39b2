BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsStore' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'refuses while plans use it' {
        { Remove-DsStore lake -ErrorAction Stop } | Should -Throw -ErrorId 'StoreInUse,*'
    }

    It 'removes it after them' {
        Remove-DsPlan rates
        Remove-DsStore lake
        Get-DsStore | Should -BeNullOrEmpty
    }
}
