namespace DataSync.Tests;

/// <summary>Import-DsDataset on pages of this test's own.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private const string Page = """
        ## 汇率
        接口：fx_demo
        描述：演示用的汇率数据
        限量：单次最大2000行

        **输入参数**

        名称 | 类型 | 必选 | 描述
        ---- | ---- | ---- | ----
        trade_date | str | N | 交易日期（YYYYMMDD）
        code | str | Y | 代码

        **输出参数**

        名称 | 类型 | 默认显示 | 描述
        ---- | ---- | ---- | ----
        trade_date | str | Y | 交易日期
        code | str | Y | 代码
        rate | float | Y | 汇率
        note | str | N | 备注
        """;

    private readonly Shell _shell = new();

    public ImportCommandTests()
    {
        _shell.Run("New-DsSource vendor -Preset Tushare -Token env:T");
        File.WriteAllText(Path.Combine(_shell.Folder, "fx.md"), Page);
    }

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void A_page_becomes_a_dataset()
    {
        var dataset = _shell.One<Dataset>("Import-DsDataset -Source vendor -Path *.md -ColumnType @{ rate = 'Decimal(18,4)' } -Key trade_date, code");
        Assert.Equal(("fx_demo", "vendor", 2000), (dataset.Name, dataset.Source, dataset.RowCap));
        Assert.Equal((string[])["trade_date", "code"], dataset.Key);
        Assert.Equal(DataType.Decimal(18, 4), dataset.FindColumn("rate")!.Type);
        Assert.Equal(DataType.Date, dataset.FindColumn("trade_date")!.Type);
        Assert.False(dataset.FindColumn("note")!.DefaultShown);
        Assert.Equal(["fx_demo"], _shell.Workspace.Datasets.Names());
    }

    [Fact]
    public void WhatIf_shows_it_and_saves_nothing()
    {
        Assert.Equal("fx_demo", _shell.One<Dataset>("Import-DsDataset -Source vendor -Path fx.md -WhatIf").Name);
        Assert.Empty(_shell.Workspace.Datasets.Names());
    }

    [Fact]
    public void A_changed_page_needs_Force_and_an_unchanged_one_nothing()
    {
        _shell.Run("Import-DsDataset -Source vendor -Path fx.md");
        _shell.Run("Import-DsDataset -Source vendor -Path fx.md");
        File.WriteAllText(Path.Combine(_shell.Folder, "fx.md"), Page + "\nextra | int | Y | 更多\n");
        Assert.StartsWith("DatasetExists", _shell.Fail("Import-DsDataset -Source vendor -Path fx.md").FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(2, _shell.One<Dataset>("Import-DsDataset -Source vendor -Path fx.md -Force").SchemaVersion);
    }

    [Fact]
    public void One_page_that_is_none_does_not_stop_the_others()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "a.md"), "# Hello\n\nNothing here.\n");
        var result = _shell.Try("Import-DsDataset -Source vendor -LiteralPath a.md, missing.md, fx.md");
        Assert.Equal("fx_demo", ((Dataset)Assert.Single(result.Output).BaseObject).Name);
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, e => Assert.NotEmpty(e.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public void Links_are_fetched()
    {
        using var vendor = FakeVendor.Of(_ => Page, "text/markdown");
        Assert.Equal(vendor.Uri + "fx.md", _shell.One<Dataset>("param($u) Import-DsDataset -Source vendor -Uri $u", vendor.Uri + "fx.md").Uri);
        Assert.NotEmpty(_shell.Fail("Import-DsDataset -Source vendor -Uri https://nobody.test/page.md").ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void One_name_for_several_pages_is_refused()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "gx.md"), Page);
        Assert.StartsWith("NameForSeveral", _shell.Fail("Import-DsDataset -Source vendor -Path *.md -Name x").FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
