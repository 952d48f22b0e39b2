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

    It 'prices a run with -WhatIf, and touches nothing' {
        $price = Invoke-DsSync rates -WhatIf
        $price.ToAsk | Should -Be 1
        $price.Requests | Should -Be 1
        $price.IsLowerBound | Should -BeTrue
        $price.First.Request | Should -BeLike '*20240102*'
        './data' | Should -Not -Exist
        './state.db' | Should -Not -Exist
    }

    It 'counts what is left of a limit, plan after plan' {
        $null = Set-DsSource vendor -Limit 2/1d
        $null = New-DsPlan -Name more -Dataset rates -Store lake -Table more -Arguments @{ day = '20240102' }, @{ day = '20240103' }, @{ day = '20240104' }
        $first, $second = Get-DsPlan | Invoke-DsSync -WhatIf
        $second.After | Should -Be $first.Plan
        $second.Limits[0].Earlier | Should -Be 1
        $first.Days.Requests -join ',' | Should -Be '2,1'
        $second.Days.Requests | Should -Be 1
    }

    It 'lists slices and requests with -Detail, which goes with -WhatIf' {
        (Invoke-DsSync rates -WhatIf -Detail).Request | Should -BeLike '*20240102*'
        { Invoke-DsSync rates -Detail -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentsInvalid,*'
    }

    It 'names a plan that is not there' {
        { Invoke-DsSync nope -ErrorAction Stop } | Should -Throw -ErrorId 'PlanNotFound,*'
    }

    It 'refuses -Missing together with what asks again' {
        { Invoke-DsSync rates -Missing -Force -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentsInvalid,*'
    }
}
