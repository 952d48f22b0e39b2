BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsScheduledJob' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'lists nothing where nothing of this workspace is registered' {
        Get-DsScheduledJob -Scheduler Systemd | Should -BeNullOrEmpty
    }

    It 'knows no other schedulers' {
        { Get-DsScheduledJob -Scheduler At -ErrorAction Stop } | Should -Throw -ErrorId 'UnknownKind,*'
    }
}
