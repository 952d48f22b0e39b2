BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsNotification' {
    BeforeEach {
        Set-Location (New-TestWorkspace)
    }

    It 'makes one and changes what is given' {
        Set-DsNotification ops -Preset Json -Address https://pager.example.com/
        $changed = Set-DsNotification ops -On Failed, Late -PassThru
        $changed.Address | Should -Be 'https://pager.example.com/'
        $changed.Events | Should -Be @('Failed', 'Late')
    }

    It 'refuses an address that is a secret' {
        { Set-DsNotification ops -Preset Slack -Address https://hooks.example.com/x -ErrorAction Stop } | Should -Throw -ErrorId 'SecretReferenceInvalid,*'
    }

    It 'refuses a template that names no field' {
        { Set-DsNotification ops -Template '{"a":"{{ nothing }}"}' -Address https://pager.example.com/ -ErrorAction Stop } | Should -Throw -ErrorId 'TemplateFailed,*'
    }
}
