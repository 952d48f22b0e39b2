namespace DataSync.Tests;

/// <summary>Plans made with templates.</summary>
public sealed class TemplatePlanTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly FakeVendor _vendor = FakeVendor.Of(FakeVendor.Rows);

    public TemplatePlanTests() => _vendor.Populate(_shell);

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void A_shipped_template_makes_a_plan_that_runs_and_says_where_it_came_from()
    {
        var plan = _shell.One<Plan>("Get-DsDataset rates | New-DsPlan -Store lake -Template by-trading-day -Parameter @{ since = '2024-01-02'; until = '2024-01-04' }");
        Assert.Equal(("by-trading-day", "day: each Day from 2024-01-02 to 2024-01-04"), (plan.Template!.Name, plan.Generator!.ToString()));
        Assert.Equal(3, _shell.One<Run>("Invoke-DsSync rates").Done);
        Assert.Equal("{\"day\":\"day\",\"since\":\"2024-01-02\",\"until\":\"2024-01-04\"}", _shell.One<Plan>("Get-DsPlan rates").Template!.Parameters.ToJsonString());
        _shell.Run("Set-DsPlan rates -Arguments @{ day = '20240102' }");
        Assert.Null(_shell.One<Plan>("Get-DsPlan rates").Template);
    }

    [Fact]
    public void A_template_of_ones_own_may_make_a_scriptblock()
    {
        _shell.Run("New-DsTemplate last-days -Kind Argument -Parameter @{ Name = 'count'; Type = 'Int64'; Default = 3 } -Text '0..{{ count - 1 }} | ForEach-Object { @{ {{ dataset.parameters[0].name }} = $Today.AddDays(-$_) } }'");
        var plan = _shell.One<Plan>("New-DsPlan -Dataset rates -Store lake -Template last-days -Parameter @{ count = 2 }");
        Assert.Equal("0..1 | ForEach-Object { @{ day = $Today.AddDays(-$_) } }", plan.ArgumentScript);
        Assert.Equal(2, _shell.One<Run>("Invoke-DsSync rates").Planned);
        Assert.Equal("0..2 | ForEach-Object { @{ day = $Today.AddDays(-$_) } }", _shell.One<string>("Expand-DsTemplate last-days -Dataset rates"));
    }

    [Theory]
    [InlineData("-Template by-trading-day", "TemplateParameterMissing")]
    [InlineData("-Template by-trading-day -Parameter @{ sinec = '2024-01-02' }", "TemplateParameterUnknown")]
    [InlineData("-Template nothing", "TemplateNotFound")]
    [InlineData("-Template by-report-period -Parameter @{ period = 'quarter'; since = '2024-01-02' }", "ParameterUnknown")]
    public void Mistakes_are_told(string arguments, string id) => Assert.StartsWith(id, _shell.Fail($"New-DsPlan -Dataset rates -Store lake {arguments}").FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void An_import_proposes_one()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "page.md"), """
            ## 汇率
            接口：fx_demo
            描述：演示用的汇率数据
            限量：单次最大2000行

            **输入参数**

            名称 | 类型 | 必选 | 描述
            ---- | ---- | ---- | ----
            trade_date | str | N | 交易日期（YYYYMMDD）

            **输出参数**

            名称 | 类型 | 默认显示 | 描述
            ---- | ---- | ---- | ----
            trade_date | str | Y | 交易日期
            rate | float | Y | 汇率
            """);
        var result = _shell.Try("Import-DsDataset -Source vendor -Path ./page.md -Verbose");
        Assert.Equal("-Template by-trading-day -Parameter @{ since = … }", Assert.Single(result.Output).Properties["Template"].Value.ToString());
        Assert.Contains(result.Verbose, v => v.Contains("New-DsPlan -Dataset fx_demo -Store … -Template by-trading-day", StringComparison.Ordinal));
    }
}
