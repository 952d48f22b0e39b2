BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Import-DsWorkspace' {
    BeforeEach {
        Set-Location (New-TestCatalog)
        Export-DsWorkspace ./copy.zip -WarningAction SilentlyContinue
    }

    It 'makes a workspace with the same definitions' {
        $workspace = Import-DsWorkspace ./copy.zip -Destination ./rebuilt -WarningAction SilentlyContinue
        (Get-DsDataset -Workspace $workspace.Root).Name | Should -Be 'rates'
    }

    It 'never overwrites a workspace' {
        { Import-DsWorkspace ./copy.zip -Destination . -ErrorAction Stop } | Should -Throw -ErrorId 'WorkspaceExists,*'
    }
}
