using System.Management.Automation;

namespace DataSync.Tests;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public CompletionTests()
    {
        _vendor.Populate(_shell);
        _shell.Run("New-DsPlan -Dataset rates -Store lake -Name \"day's\" -Arguments @{ day = '20240102' } | Out-Null");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Theory]
    [InlineData("Get-DsSource ", "vendor")]
    [InlineData("Get-DsDataset r", "rates")]
    [InlineData("Get-DsDataset *te*", "rates")]
    [InlineData("Get-DsDataset 'r", "'rates'")]
    [InlineData("Get-DsDataset \"r", "\"rates\"")]
    [InlineData("Get-DsDataset z", "")]
    [InlineData("Test-DsStore ", "lake")]
    [InlineData("Invoke-DsSync ", "'day''s'")]
    [InlineData("New-DsStore x -Kind P", "Parquet,PostgreSql")]
    [InlineData("New-DsSource x -Kind ", "ClickHouse,File,Http,MySql,Object,PostgreSql")]
    [InlineData("Set-DsNotification x -Preset ", "DingTalk,Feishu,Json,Slack,Teams")]
    [InlineData("Set-DsNotification x -Kind E", "Email")]
    [InlineData("New-DsSource x -Preset Tu", "Tushare")]
    [InlineData("New-DsSource x -TimeZone *Shanghai", "Asia/Shanghai")]
    [InlineData("New-DsPlan -Dataset rates -Key ", "day,code,rate")]
    [InlineData("New-DsPlan -Dataset rates -PartitionBy ", "'year(day)','month(day)',day,code,rate")]
    [InlineData("Read-DsData -Store lake -Table ", "rates")]
    [InlineData("Read-DsData rates lake -Value c", "code")]
    [InlineData("Set-DsPlan \"day's\" -Key c", "code")]
    [InlineData("Get-DsSource -Workspace ./none -Name ", "")]
    public void Names_are_completed(string typed, string expected) => Assert.Equal(expected, string.Join(',', Complete(typed)));

    [Fact]
    public void A_broken_file_does_not_break_completion()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "sources", "vendor.json"), "{");
        Assert.Empty(Complete("Get-DsSource v"));
    }

    private IEnumerable<string> Complete(string typed) => _shell.One<CommandCompletion>("param($t) TabExpansion2 $t $t.Length", typed).CompletionMatches
        .Where(m => m.ResultType == CompletionResultType.ParameterValue).Select(m => m.CompletionText);
}
