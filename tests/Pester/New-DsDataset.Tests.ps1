BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsDataset' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'takes columns as text and as hashtables' {
        $dataset = New-DsDataset bars -Source vendor -Column at:TimestampTz, @{ Name = 'price'; Type = 'Decimal(18,4)' } -Parameter code
        "$($dataset.Columns[1].Type)" | Should -Be 'Decimal(18,4)'
        $dataset.Parameters[0].Name | Should -Be code
    }

    It 'refuses a key that is no column' {
        { New-DsDataset bars vendor -Column a -Key b -ErrorAction Stop } | Should -Throw -ErrorId 'ColumnNotFound,*'
    }
}
