BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsMigration' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'lists nothing where there are none' {
        Get-DsMigration | Should -BeNullOrEmpty
        Get-DsMigration -Drift | Should -BeNullOrEmpty
    }

    It 'says that there is no such migration' {
        { Get-DsMigration nothing -ErrorAction Stop } | Should -Throw -ErrorId 'MigrationNotFound*'
    }
}
