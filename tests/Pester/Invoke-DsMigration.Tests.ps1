BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Invoke-DsMigration' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'does nothing where nothing waits' {
        Invoke-DsMigration -Force | Should -BeNullOrEmpty
    }

    It 'says that there is no such migration' {
        { Invoke-DsMigration nothing -Force -ErrorAction Stop } | Should -Throw -ErrorId 'MigrationNotFound*'
    }

    It 'takes back only what is named' {
        { Invoke-DsMigration -Down -Force -ErrorAction Stop } | Should -Throw -ErrorId 'MigrationNameNeeded*'
    }
}
