BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'New-DsSource' {
    BeforeEach {
        $workspace = New-TestWorkspace
        Set-Location $workspace
    }

    It 'keeps a reference to the token' {
        (New-DsSource tushare -Preset Tushare -Token env:TUSHARE_TOKEN).Token | Should -Be env:TUSHARE_TOKEN
        Get-Content ./sources/tushare.json -Raw | Should -BeLike '*env:TUSHARE_TOKEN*'
    }

    It 'refuses a token itself and does not repeat it' {
        $errors = $null
        New-DsSource tushare -Preset Tushare -Token 0123456789abcdef -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SecretReferenceInvalid,*'
        ($errors[0] | Out-String) | Should -Not -BeLike '*0123456789abcdef*'
    }

    It 'knows files by their folder' {
        (New-DsSource drop -Kind File -Path ./drop).Place | Should -Be ./drop
        $errors = $null
        New-DsSource both -Kind File -Path ./drop -Server db -ErrorAction SilentlyContinue -ErrorVariable errors
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'SourceFieldUnused,*'
    }

    It 'knows rate limits as text' {
        (New-DsSource s -Preset RestJson -Uri https://example.org -Limit 500/1m).Limits[0].Requests | Should -Be 500
    }
}
