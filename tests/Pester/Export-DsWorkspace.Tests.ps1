BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Export-DsWorkspace' {
    BeforeEach {
        Set-Location (New-TestCatalog)
    }

    It 'writes an archive, and replaces one only by force' {
        (Export-DsWorkspace ./copy.zip -WarningAction SilentlyContinue).Name | Should -Be 'copy.zip'
        { Export-DsWorkspace ./copy.zip -ErrorAction Stop } | Should -Throw -ErrorId 'ExportExists,*'
        Export-DsWorkspace ./copy.zip -Force -WarningAction SilentlyContinue | Should -Not -BeNullOrEmpty
    }
}
