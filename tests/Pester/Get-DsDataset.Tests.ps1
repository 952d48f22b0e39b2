BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Get-DsDataset' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'lists datasets' {
        (Get-DsDataset).Name | Should -Be rates
    }

    It 'suggests the nearest name' {
        Get-DsDataset rate -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*rates*'
    }
}
