BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
    Set-Location (New-TestWorkspace)
    Set-DsNotification ops -Preset Json -Address https://pager.example.com/
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsNotification' {
    It 'lists them' {
        (Get-DsNotification).Name | Should -Be 'ops'
        (Get-DsNotification o*).Kind | Should -Be 'Webhook'
    }
}
