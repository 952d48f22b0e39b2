BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsStore' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'lists stores' {
        (Get-DsStore l*).Kind | Should -Be Json
    }

    It 'names what is not there' {
        { Get-DsStore nope -ErrorAction Stop } | Should -Throw -ErrorId 'StoreNotFound,*'
    }
}
