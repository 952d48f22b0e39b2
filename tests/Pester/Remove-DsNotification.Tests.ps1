BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
    Set-Location (New-TestWorkspace)
    Set-DsNotification ops -Preset Json -Address https://pager.example.com/
}

AfterAll {
    Pop-Location
}

Describe 'Remove-DsNotification' {
    It 'removes one' {
        Get-DsNotification | Remove-DsNotification
        Get-DsNotification | Should -BeNullOrEmpty
    }
}
