BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsDataset' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'changes types and counts up the schema version' {
        $dataset = Set-DsDataset rates -ColumnType @{ rate = 'Decimal(18,4)' } -PassThru
        $dataset.SchemaVersion | Should -Be 2
    }

    It 'changes nothing with -WhatIf' {
        Set-DsDataset rates -RowCap 5 -WhatIf
        (Get-DsDataset rates).RowCap | Should -BeNullOrEmpty
    }
}
