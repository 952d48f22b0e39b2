BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Read-DsData' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'names a table that is not there' {
        { Read-DsData rates lake -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound,*'
    }

    It 'completes columns' {
        (TabExpansion2 'Read-DsData rates lake -Value r' 31).CompletionMatches[0].CompletionText | Should -Be rate
    }
}
