BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Invoke-DsSync' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
        $null = New-DsPlan -Dataset rates -Store lake -Arguments @{ day = '20240102' }
    }

    It 'reports a vendor that cannot be reached as a failed slice' {
        $run = Invoke-DsSync rates -ErrorAction SilentlyContinue -ErrorVariable errors
        $run.Status | Should -Be Failed
        $run.Failed | Should -Be 1
        $errors[0].Exception.Message | Should -BeLike 'rates: day=20240102: *'
    }

    It 'lists slices and requests with -WhatIf, and touches nothing' {
        $slices = Invoke-DsSync rates -WhatIf
        $slices.Request | Should -BeLike '*20240102*'
        './data' | Should -Not -Exist
        './state.db' | Should -Not -Exist
    }

    It 'names a plan that is not there' {
        { Invoke-DsSync nope -ErrorAction Stop } | Should -Throw -ErrorId 'PlanNotFound,*'
    }

    It 'refuses -Missing together with what asks again' {
        { Invoke-DsSync rates -Missing -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentsInvalid,*'
    }
}
