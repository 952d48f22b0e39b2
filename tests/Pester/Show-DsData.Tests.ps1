BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Show-DsData' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'reports a vendor that cannot be reached' {
        Show-DsData rates -Arguments @{ day = '20240102' } -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].CategoryInfo.Category | Should -Be ConnectionError
    }

    It 'refuses arguments that do not fit' {
        { Show-DsData rates -Arguments @{ day = 'noon' } -ErrorAction Stop } | Should -Throw -ErrorId 'ArgumentsInvalid,*'
    }
}
