BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsPlan' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'takes the dataset from the pipeline and its name' {
        (Get-DsDataset rates | New-DsPlan -Store lake -Arguments { @{ day = $Today } }).Name | Should -Be rates
        Get-Content ./plans/rates.ps1 -Raw | Should -Be '@{ day = $Today }'
    }

    It 'takes slices from the pipeline' {
        $plan = '20240102', '20240103' | ForEach-Object { @{ day = $_ } } | New-DsPlan -Dataset rates -Store lake
        $plan.Arguments.Count | Should -Be 2
    }

    It 'reads spans as typed' {
        $plan = New-DsPlan -Dataset rates -Store lake -Refresh 7d -MaxAge Never
        $plan.Refresh | Should -Be ([timespan]'7.00:00:00')
    }

    It 'captures $using: as data' {
        $days = '20240102', '20240103'
        $plan = New-DsPlan -Dataset rates -Store lake -Arguments { foreach ($d in $using:days) { @{ day = $d } } }
        $plan.Variables.ToJsonString() | Should -Be '{"days":["20240102","20240103"]}'
    }

    It 'refuses what the scriptblock could not see, with its line' {
        New-DsPlan -Dataset rates -Store lake -Arguments {
            # a comment
            @{ day = $elsewhere }
        } -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'ScriptVariableUnknown,*'
        $errors[0].Exception.Message | Should -BeLike '*line 2*elsewhere*'
    }

    It 'refuses arguments that do not fit' {
        { New-DsPlan -Dataset rates -Store lake -Arguments @{ dya = '20240102' } -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentsInvalid,*'
    }

    It 'keeps what is expected of answers, and refuses what is no expectation' {
        $plan = New-DsPlan -Dataset rates -Store lake -Published '1d 09:00' -Calendar Weekdays -Expect '95%' -OnVanished Mark
        $plan.Expect | Should -Be '95%'
        $plan.OnVanished | Should -Be Mark
        { New-DsPlan -Dataset rates -Store lake -Name other -Expect lots! -ErrorAction Stop } | Should -Throw -ErrorId 'ExpectInvalid,*'
    }
}
