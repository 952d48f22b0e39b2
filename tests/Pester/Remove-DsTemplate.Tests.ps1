BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsTemplate' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
        $null = New-DsTemplate rename -Kind Migration -Description 'Renames.' -Parameter table, @{ Name = 'new'; Required = $true } -Text 'ALTER {{ table }} TO {{ new | quote }}'
    }

    It 'removes the file' {
        Remove-DsTemplate rename -Confirm:$false
        Test-Path ./templates/rename.sbn | Should -BeFalse
    }

    It 'tells that there is none' {
        { Remove-DsTemplate nothing -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateNotFound,*'
    }
}
