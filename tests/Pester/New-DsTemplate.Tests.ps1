BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsTemplate' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
        $null = New-DsTemplate rename -Kind Migration -Description 'Renames.' -Parameter table, @{ Name = 'new'; Required = $true } -Text 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'keeps a text file with a front part' {
        $lines = Get-Content ./templates/rename.sbn
        $lines[0] | Should -Be '---'
        $lines[-1] | Should -Be 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'replaces only with -Force' {
        { New-DsTemplate rename -Kind Migration -Text x -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateExists,*'
        (New-DsTemplate rename -Kind Migration -Text x -Force).Text | Should -Be x
    }

    It 'refuses a text that does not parse, with its line' {
        { New-DsTemplate bad -Kind Migration -Text "a`n{{ 1 + }}" -ErrorAction Stop } | Should -Throw '*line *'
    }
}
