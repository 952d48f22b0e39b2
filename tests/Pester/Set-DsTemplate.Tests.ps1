BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsTemplate' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
        $null = New-DsTemplate rename -Kind Migration -Description 'Renames.' -Parameter table, @{ Name = 'new'; Required = $true } -Text 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'changes only what is given' {
        $changed = Set-DsTemplate rename -Description 'Other.' -PassThru
        $changed.Description | Should -Be 'Other.'
        $changed.Text | Should -BeLike 'ALTER*'
    }

    It 'leaves no trace with -WhatIf' {
        Set-DsTemplate rename -Text x -WhatIf
        (Get-DsTemplate rename).Text | Should -BeLike 'ALTER*'
    }
}
