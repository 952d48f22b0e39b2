BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
    Set-Location (New-TestWorkspace)
}

AfterAll {
    Pop-Location
}

Describe 'Test-DsNotification' {
    It 'says whether the trial arrived' {
        $program = (Get-Command pwsh).Source
        Set-DsNotification script -Kind Command -Address $program -Setting @{ Arguments = '-NoProfile', '-Command', 'exit 0' }
        (Test-DsNotification script).Arrived | Should -BeTrue
    }
}
