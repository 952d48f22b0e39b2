BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsTemplate' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
        $null = New-DsTemplate rename -Kind Migration -Description 'Renames.' -Parameter table, @{ Name = 'new'; Required = $true } -Text 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'finds by wildcard and kind' {
        (Get-DsTemplate ren* -Kind Migration).Name | Should -Be rename
        Get-DsTemplate ren* -Kind Argument | Should -BeNullOrEmpty
    }

    It 'suggests a name' {
        Get-DsTemplate renam -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*rename*'
    }
}
