BeforeAll {
    . $PSScriptRoot/Shared.ps1
    Push-Location
}

AfterAll {
    Pop-Location
}

Describe 'Set-DsSource' {
    BeforeEach {
        $workspace = New-TestCatalog
        Set-Location $workspace
    }

    It 'changes what is given and nothing else' {
        $source = Set-DsSource vendor -TimeZone Asia/Tokyo -PassThru
        $source.TimeZone | Should -Be Asia/Tokyo
        $source.Uri | Should -Be http://127.0.0.1:9/
    }

    It 'refuses a time zone there is not' {
        { Set-DsSource vendor -TimeZone Mars/Olympus } | Should -Throw
    }
}
