BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsArgument' {
    BeforeEach {
        Set-Location (New-TestCatalog)
    }

    It 'previews the first sets' {
        $sets = New-DsArgument -Product (New-DsArgument day -From 2024-01-02), (New-DsArgument code -Value a, b) -First 3
        $sets.Count | Should -Be 3
        $sets[1].code | Should -Be b
        $sets[2].day | Should -Be ([DateOnly]'2024-01-03')
    }

    It 'is kept by a plan' {
        $null = New-DsArgument day -From 2024-01-02 | New-DsPlan -Dataset rates -Store lake
        "$((Get-DsPlan rates).Generator)" | Should -Be 'day: each Day from 2024-01-02 to today'
    }

    It 'refuses a parameter that the dataset lacks' {
        { New-DsArgument dya -From 2024-01-02 | New-DsPlan -Dataset rates -Store lake -ErrorAction Stop } | Should -Throw -ErrorId 'ParameterUnknown,*'
    }
}
