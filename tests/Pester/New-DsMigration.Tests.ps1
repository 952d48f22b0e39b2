BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsMigration' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'says that there is no such table' {
        { New-DsMigration rates -Store lake -Step 'drop column rate' -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound*'
    }

    It 'refuses what is no step, with the forms there are' {
        { New-DsMigration rates -Store lake -Step 'DROP TABLE rates' -ErrorAction Stop } | Should -Throw -ErrorId 'MigrationStepInvalid*'
    }
}
