BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Unregister-DsScheduledJob' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'names what is not registered' {
        { Unregister-DsScheduledJob rates -Scheduler Systemd -ErrorAction Stop } | Should -Throw -ErrorId 'ScheduledJobNotFound,*'
    }

    It 'is content where a wildcard matches nothing' {
        Unregister-DsScheduledJob 'r*' -Scheduler Systemd -ErrorAction Stop
    }
}
