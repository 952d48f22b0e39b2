BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsStore' {
    BeforeEach {
        $workspace = New-TestWorkspace
        Set-Location $workspace
    }

    It 'keeps a relative path as it is' {
        (New-DsStore lake -Kind Json -Path ./data).Path | Should -Be ./data
    }

    It 'names the kinds there are' {
        New-DsStore lake -Kind Floppy -Path ./data -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].ErrorDetails.RecommendedAction | Should -BeLike '*Parquet*'
    }

    It 'replaces only with -Force' {
        $null = New-DsStore lake Json ./a
        { New-DsStore lake Csv ./b -ErrorAction Stop } | Should -Throw -ErrorId 'StoreExists,*'
        (New-DsStore lake Csv ./b -Force).Kind | Should -Be Csv
    }
}
