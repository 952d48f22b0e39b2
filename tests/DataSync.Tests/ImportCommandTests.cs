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
    public void The_first_pages_of_a_source_propose_a_weekly_look_at_them()
    {
        using var site = FakeVendor.Of(uri => Page.Replace("fx_demo", uri.AbsolutePath.Trim('/'), StringComparison.Ordinal), "text/markdown");
        Assert.Empty(Proposals("-WhatIf", "a"));
        Assert.Equal("To look at the documentation of 'vendor' once a week and follow what changes: Register-DsScheduledJob -SchemaCheck vendor -Policy AddOnly", Assert.Single(Proposals("", "a", "b")));
        Assert.Empty(Proposals("", "c"));
        _shell.Run("New-DsSource other -Preset Tushare -Token env:T; Import-DsDataset -Source other -Path fx.md -InformationVariable said; if ($said) { throw $said }");

        IEnumerable<string> Proposals(string options, params string[] pages) =>
            _shell.Run($"param($links) Import-DsDataset -Source vendor -Uri $links {options} -InformationVariable said | Out-Null; $said", [pages.Select(p => site.Uri + p).ToArray()]).Select(p => p.ToString());
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

    private const string Halls = """
        openapi: 3.0.0
        info: {title: Halls, version: '1'}
        servers: [{url: https://depots.example/v1}]
        paths:
          /halls:
            get:
              operationId: halls
              tags: [Halls]
              parameters: [{name: token, in: query, required: true, schema: {type: string}}, {name: kind, in: query, schema: {type: string}}]
              responses: {'200': {description: ok, content: {application/json: {schema: {type: array, items: {properties: {id: {type: integer}, door: {type: object, properties: {width: {type: number}}}}}}}}}}
            delete: {operationId: dropHalls, responses: {'200': {description: ok}}}
        """;

    [Fact]
    public void An_OpenAPI_document_becomes_datasets_and_its_server_is_proposed()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "halls.yaml"), Halls);
        _shell.Run("New-DsSource depots -Preset RestJson -Uri https://other.example/");

        var outcome = _shell.Try("Import-DsDataset -Source depots -Path halls.yaml -Tag hal*");

        Assert.Equal(["halls"], _shell.Workspace.Datasets.Names());
        Assert.Equal(["kind"], _shell.Workspace.Datasets.Get("halls").Parameters.Select(p => p.Name));
        Assert.Contains(outcome.Warnings, w => w.Contains("Set-DsSource depots -Uri https://depots.example/v1", StringComparison.Ordinal));
        Assert.Contains(outcome.Warnings, w => w.Contains("-Setting @{ 'query' = @{ 'token' = '{{token}}' } }", StringComparison.Ordinal));
        Assert.Contains(outcome.Warnings, w => w.Contains("To confirm: key id", StringComparison.Ordinal));
    }

    [Fact]
    public void Nested_objects_and_operations_are_asked_for_by_parameters()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "halls.yaml"), Halls);

        Assert.Equal((string[])["id", "door_width"], _shell.One<Dataset>("Import-DsDataset -Source vendor -Path halls.yaml -As OpenApi -Operation 'GET /h*' -Depth 2 -WhatIf").Columns.Select(c => c.Name));
        Assert.Equal("DELETE /halls", _shell.One<Dataset>("Import-DsDataset -Source vendor -Path halls.yaml -Operation dropHalls -WhatIf").ApiName);
    }

    [Fact]
    public void A_sample_becomes_a_dataset()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "rates.csv"), "code,day,rate\n001,2024-01-02,1.5\n001,2024-01-03,2\n");

        var dataset = _shell.One<Dataset>("Import-DsDataset -Source vendor -Path rates.csv -As Sample");

        Assert.Equal((string[])["code String", "day Date", "rate Double"], dataset.Columns.Select(c => c.ToString()));
        Assert.Equal((string[])["code", "day"], dataset.Key);
    }

    [Fact]
    public void Recurse_reads_the_files_of_a_folder_and_Name_chooses_among_them()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_shell.Folder, "docs", "more")).FullName;
        File.WriteAllText(Path.Combine(folder, "fx.md"), Page);
        File.WriteAllText(Path.Combine(folder, "..", "bonds.md"), Page.Replace("fx_demo", "bond_demo", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(folder, "picture.png"), "");

        Assert.Equal(["bond_demo"], _shell.Run("(Import-DsDataset -Source vendor -Path docs -Recurse -Name b* -WhatIf).Name").Select(o => o.ToString()));
        Assert.Equal(["bond_demo", "fx_demo"], _shell.Run("(Import-DsDataset -Source vendor -Path docs -Recurse).Name").Select(o => o.ToString()));
        Assert.StartsWith("NameForSeveral", _shell.Fail("Import-DsDataset -Source vendor -Path fx.md -Name f*").FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    private const string Degrees = """
        # Degrees

        `GET /degrees`

        | Parameter | Type | Required |
        |---|---|---|
        | hall | string | yes |

        ### Response

        | Field | Type |
        |---|---|
        | hall | string |
        | degrees | int |
        | wind | number |
        """;

    [Fact]
    public void Verify_says_what_the_vendor_sends_otherwise_and_Apply_takes_it_over()
    {
        var asked = new List<string>();
        using var vendor = FakeVendor.Of(uri =>
        {
            lock (asked) asked.Add(uri.Query);
            return """[{"hall": "H1", "degrees": 4.5, "door": 2}]""";
        });
        File.WriteAllText(Path.Combine(_shell.Folder, "degrees.md"), Degrees);
        _shell.Run("param($u) New-DsSource depots -Preset RestJson -Uri $u", vendor.Uri);

        var seen = _shell.Try("Import-DsDataset -Source depots -Path degrees.md -Verify -Arguments @{ hall = 'H1'; other = 1 }");
        Assert.Empty(seen.Errors);
        Assert.Contains(seen.Warnings, w => w.Contains("Column degrees Retyped: Int64 (int) → Double", StringComparison.Ordinal));
        Assert.Contains(seen.Warnings, w => w.Contains("Column door added: Int64", StringComparison.Ordinal));
        Assert.Contains(seen.Warnings, w => w.Contains("Column wind removed", StringComparison.Ordinal));
        Assert.Contains(seen.Warnings, w => w.Contains("-Apply", StringComparison.Ordinal));
        Assert.Contains(asked, q => q.Contains("hall=H1", StringComparison.Ordinal));
        Assert.Equal("hall String, degrees Int64, wind Double", string.Join(", ", _shell.Workspace.Datasets.Get("degrees").Columns));

        var dataset = _shell.One<Dataset>("Import-DsDataset -Source depots -Path degrees.md -Apply -Arguments @{ hall = 'H1' } -Force");
        Assert.Equal("hall String, degrees Double, wind Double, door Int64", string.Join(", ", dataset.Columns));
        Assert.Equal(2, dataset.SchemaVersion);
    }

    [Fact]
    public void What_cannot_be_verified_is_imported_with_a_warning()
    {
        using var vendor = FakeVendor.Of(_ => "[]");
        File.WriteAllText(Path.Combine(_shell.Folder, "degrees.md"), Degrees);
        _shell.Run("param($u) New-DsSource depots -Preset RestJson -Uri $u", vendor.Uri);

        Assert.Contains(_shell.Try("Import-DsDataset -Source depots -Path degrees.md -Verify").Warnings, w => w.Contains("Not verified", StringComparison.Ordinal) && w.Contains("'hall' is required", StringComparison.Ordinal));
        Assert.Contains(_shell.Try("Import-DsDataset -Source depots -Path degrees.md -Verify -Arguments @{ hall = 'H1' }").Warnings, w => w.Contains("no rows", StringComparison.Ordinal));
        Assert.Equal(["degrees"], _shell.Workspace.Datasets.Names());
    }
}
