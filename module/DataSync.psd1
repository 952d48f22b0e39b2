@{
    RootModule           = 'DataSync.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5b0c2f6e-6f0a-4a0e-9a55-3f3b7d2f8a41'
    Author               = 'The DataSync authors'
    Copyright            = 'MIT'
    Description          = 'Keeps local storage in sync with data from web APIs: complete, current and typed.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('DataSync.Format.ps1xml')
    CmdletsToExport      = @(
        'Compare-DsSchema'
        'Copy-DsData'
        'Expand-DsTemplate'
        'Get-DsCoverage'
        'Get-DsDataset'
        'Get-DsMigration'
        'Get-DsNotification'
        'Get-DsPlan'
        'Get-DsRun'
        'Get-DsScheduledJob'
        'Get-DsSecret'
        'Get-DsSource'
        'Get-DsStore'
        'Get-DsTemplate'
        'Import-DsDataset'
        'Invoke-DsMigration'
        'Invoke-DsSync'
        'New-DsArgument'
        'New-DsDataset'
        'New-DsMigration'
        'New-DsPlan'
        'New-DsSource'
        'New-DsStore'
        'New-DsTemplate'
        'New-DsWorkspace'
        'Optimize-DsStore'
        'Read-DsData'
        'Register-DsScheduledJob'
        'Remove-DsData'
        'Remove-DsDataset'
        'Remove-DsNotification'
        'Remove-DsPlan'
        'Remove-DsSecret'
        'Remove-DsSource'
        'Remove-DsStore'
        'Remove-DsTemplate'
        'Set-DsDataset'
        'Set-DsNotification'
        'Set-DsPlan'
        'Set-DsSecret'
        'Set-DsSource'
        'Set-DsStore'
        'Set-DsTemplate'
        'Show-DsData'
        'Test-DsNotification'
        'Test-DsSecret'
        'Test-DsSource'
        'Test-DsStore'
        'Test-DsWorkspace'
        'Unregister-DsScheduledJob'
        'Update-DsSchema'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('data', 'sync', 'etl', 'parquet', 'csv', 'json', 'tushare', 'quant')
            ReleaseNotes = 'First version.'
        }
    }
}
