BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Copy-DsData' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'says that there is no such table' {
        New-DsStore sheets -Kind Csv -Path ./sheets
        { Copy-DsData rates lake sheets -ErrorAction Stop } | Should -Throw -ErrorId 'TableNotFound*'
    }

    It 'does nothing under -WhatIf' {
        New-DsStore sheets -Kind Csv -Path ./sheets
        Copy-DsData rates lake sheets -WhatIf | Should -BeNullOrEmpty
    }
}
