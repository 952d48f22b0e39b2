BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Expand-DsTemplate' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
        $null = New-DsTemplate rename -Kind Migration -Description 'Renames.' -Parameter table, @{ Name = 'new'; Required = $true } -Text 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'shows the text' {
        Expand-DsTemplate rename @{ table = 'daily'; new = "o'clock" } | Should -Be "ALTER daily TO 'o''clock'"
    }

    It 'names a parameter that is missing' {
        { Expand-DsTemplate rename -ErrorAction Stop } | Should -Throw '*''new'' is required*'
    }
}
