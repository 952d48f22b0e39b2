BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Register-DsScheduledJob' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' } -Schedule '0 18 13 * 5' -TimeZone Asia/Shanghai
    }

    It 'shows the units of systemd, and leaves no trace' {
        $files = Register-DsScheduledJob rates -Scheduler Systemd -WhatIf
        $files.Path | ForEach-Object { [System.IO.Path]::GetExtension($_) } | Should -Be '.timer', '.service'
        $files[0].Content | Should -Match 'OnCalendar=\*-\*-13 18:00:00 Asia/Shanghai\nOnCalendar=Fri \*-\*-\* 18:00:00 Asia/Shanghai\n'
        $files[0].Path | Should -Not -Exist
    }

    It 'runs pwsh without a profile and with absolute paths' {
        $entry = Register-DsScheduledJob rates -Scheduler Cron -Runner Pwsh -WhatIf
        $entry.Content | Should -Match '/\S+ -NoLogo -NoProfile -NonInteractive -File /\S+/Invoke-ScheduledJob\.ps1 -Workspace /'
    }

    It 'refuses a secret of this session' {
        $env:DATASYNC_PESTER_TOKEN = 'hush'
        Set-DsSource vendor -Token env:DATASYNC_PESTER_TOKEN
        { Register-DsScheduledJob rates -Scheduler Cron -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'SecretNotFound,*'
    }

    It 'needs a schedule' {
        Set-DsPlan rates -Schedule $null
        { Register-DsScheduledJob rates -Scheduler Cron -ErrorAction Stop } | Should -Throw -ErrorId 'ScheduleMissing,*'
    }
}
