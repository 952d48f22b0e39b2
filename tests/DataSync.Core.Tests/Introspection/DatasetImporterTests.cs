using Xunit;

namespace DataSync.Introspection;

public sealed class DatasetImporterTests : IDisposable
{
    private readonly FakeWeb _web = new();
    private readonly DocumentFetcher _fetcher;

    public DatasetImporterTests() => _fetcher = new(_web);

    public void Dispose()
    {
        _fetcher.Dispose();
        _web.Dispose();
    }

    private static string Link(int id) => $"https://vendor.example/document/2?doc_id={id}";

    private static ApiPageWriter Page(string api, string type = "float") => ApiPageWriter.Page(api)
        .Input(["trade_date", "str", "N", "日期"]).Output(["ts_code", "str", "Y", ""], ["trade_date", "str", "Y", ""], ["temp", type, "Y", ""]);

    private void Serve(int id, ApiPageWriter page) => _web.Serve($"/wctapi/documents/{id}.md", "text/markdown", page.Document("md").Text);

    private async Task<List<DatasetImport>> ImportAsync(IReadOnlyList<string> links, DatasetImportOptions? options = null, params Dataset[] existing)
    {
        var imports = new List<DatasetImport>();
        await foreach (var import in new DatasetImporter(_fetcher, existing).ImportAsync(links, options ?? new())) imports.Add(import);
        return imports;
    }

    private async Task<Dataset> ImportOneAsync(DatasetImportOptions? options = null, params Dataset[] existing)
    {
        var import = Assert.Single(await ImportAsync([Link(1)], options, existing));
        Assert.Null(import.Error);
        return import.Dataset!;
    }

    [Fact]
    public async Task A_link_becomes_a_dataset()
    {
        Serve(1, Page("temps"));

        var dataset = await ImportOneAsync(new() { Source = "vendor" });

        Assert.Equal(("temps", "temps", "vendor", Link(1), 1), (dataset.Name, dataset.ApiName, dataset.Source, dataset.Uri, dataset.SchemaVersion));
    }

    [Fact]
    public async Task One_bad_link_leaves_the_others_alone()
    {
        Serve(1, Page("temps"));
        Serve(3, Page("rains"));

        var imports = await ImportAsync([Link(1), Link(2), Link(3)]);

        Assert.Equal(["temps", null, "rains"], imports.Select(i => i.Dataset?.Name));
        Assert.Equal((Link(2), DatasetImportStatus.Failed, "DocumentNotFound"), (imports[1].Link, imports[1].Status, imports[1].Error?.Id));
    }

    [Fact]
    public async Task Pages_are_fetched_several_at_once_and_no_more()
    {
        var gate = new TaskCompletionSource();
        var links = Enumerable.Range(1, 9).Select(Link).ToList();
        for (var id = 1; id <= 9; id++) _web.Serve($"/wctapi/documents/{id}.md", Page($"temps{id}").Document("md"), gate.Task);

        var importing = ImportAsync(links, new() { MaxConcurrency = 3 });
        Assert.Equal(3, _web.MostAtOnce);
        gate.SetResult();

        Assert.Equal(Enumerable.Range(1, 9).Select(i => $"temps{i}"), (await importing).Select(i => i.Dataset!.Name));
        Assert.Equal(3, _web.MostAtOnce);
    }

    [Fact]
    public async Task What_the_user_says_counts()
    {
        Serve(1, Page("temps"));

        var dataset = await ImportOneAsync(new() { Name = "warmth", Key = ["TRADE_DATE"], ColumnTypes = new Dictionary<string, DataType> { ["trade_date"] = DataType.String, ["temp"] = DataType.Decimal(18, 4) } });

        Assert.Equal(("warmth", "temps"), (dataset.Name, dataset.ApiName));
        Assert.Equal(["trade_date"], dataset.Key);
        Assert.Equal((DataType.String, null), (dataset.FindColumn("trade_date")!.Type, dataset.FindColumn("trade_date")!.Format));
        Assert.Equal(DataType.Decimal(18, 4), dataset.FindColumn("temp")!.Type);
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_named()
    {
        Serve(1, Page("temps"));

        var error = Assert.Single(await ImportAsync([Link(1)], new() { Key = ["day"] })).Error!;

        Assert.Equal("ColumnNotFound", error.Id);
        Assert.Contains("temps: -Key names 'day'", error.Message, StringComparison.Ordinal);
        Assert.Contains("trade_date", error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_taken_by_another_page_asks_for_a_name()
    {
        Serve(1, Page("temps"));
        Serve(2, Page("temps", "int"));

        var imports = await ImportAsync([Link(1), Link(2)]);

        Assert.NotNull(imports[0].Dataset);
        Assert.Equal("DatasetExists", imports[1].Error?.Id);
        Assert.Contains("-Name", imports[1].Error?.Advice, StringComparison.Ordinal);
        Assert.Equal("temps_2", Assert.Single(await ImportAsync([Link(2)], new() { Name = "temps_2" }, imports[0].Dataset!)).Dataset?.Name);
    }

    [Fact]
    public async Task One_name_for_several_links_is_refused() =>
        Assert.Equal("NameForSeveral", (await Assert.ThrowsAsync<DataSyncException>(() => ImportAsync([Link(1), Link(2)], new() { Name = "x" }))).Id);

    [Fact]
    public async Task The_same_page_again_changes_nothing()
    {
        Serve(1, Page("temps"));
        var before = await ImportOneAsync(new() { Name = "warmth" });

        var again = Assert.Single(await ImportAsync([Link(1)], null, before));

        Assert.Equal((DatasetImportStatus.Unchanged, "warmth", 1), (again.Status, again.Dataset!.Name, again.Dataset.SchemaVersion));
    }

    [Fact]
    public async Task A_changed_page_keeps_what_the_user_decided_and_counts_the_schema()
    {
        Serve(1, Page("temps"));
        var before = await ImportOneAsync(new() { Key = ["trade_date"], ColumnTypes = new Dictionary<string, DataType> { ["trade_date"] = DataType.String, ["temp"] = DataType.Decimal(9, 2) } });
        Serve(1, Page("temps", "int"));

        var again = Assert.Single(await ImportAsync([Link(1)], null, before));

        Assert.Equal((DatasetImportStatus.Changed, 2), (again.Status, again.Dataset!.SchemaVersion));
        Assert.Equal(["trade_date"], again.Dataset.Key);
        Assert.Equal([DataType.String, DataType.String, DataType.Int64], again.Dataset.Columns.Select(c => c.Type));
    }

    [Fact]
    public async Task A_changed_wording_changes_no_schema()
    {
        Serve(1, Page("temps"));
        var before = await ImportOneAsync();
        Serve(1, ApiPageWriter.Page("temps", "描述：新的说明").Input(["trade_date", "str", "N", "日期"]).Output(["ts_code", "str", "Y", "代码"], ["trade_date", "str", "Y", ""], ["temp", "float", "Y", ""]));

        var again = Assert.Single(await ImportAsync([Link(1)], null, before));

        Assert.Equal((DatasetImportStatus.Changed, 1), (again.Status, again.Dataset!.SchemaVersion));
        Assert.NotEqual(before.Fingerprint, again.Dataset.Fingerprint);
    }

    [Fact]
    public async Task Text_without_an_interface_is_no_documentation()
    {
        _web.Serve("/readme.txt", "text/plain", "hello");

        Assert.Equal("DocumentNotApi", Assert.Single(await ImportAsync(["https://vendor.example/readme.txt"])).Error?.Id);
    }

    private const string Halls = """
        {"openapi":"3.0.0","info":{"title":"t","version":"1"},"paths":{
          "/halls":{"get":{"operationId":"listHalls","tags":["Halls"],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"array","items":{"properties":{"id":{"type":"integer"}}}}}}}}},
                    "post":{"operationId":"addHall","responses":{"200":{"description":""}}}},
          "/doors":{"get":{"operationId":"listDoors","tags":["Doors"],"responses":{"200":{"description":"","content":{"application/json":{"schema":{"type":"array","items":{"properties":{"id":{"type":"integer"}}}}}}}}}}}}
        """;

    private async Task<IEnumerable<string?>> HallsAsync(DatasetImportOptions options)
    {
        _web.Serve("/halls.json", "application/json", Halls);
        return (await ImportAsync(["https://vendor.example/halls.json"], options)).Select(i => i.Dataset?.Name ?? i.Error?.Id);
    }

    [Fact]
    public async Task Of_several_interfaces_those_that_read_are_taken() => Assert.Equal(["listHalls", "listDoors"], await HallsAsync(new()));

    [Theory]
    [InlineData("GET /h*", "listHalls")]
    [InlineData("/doors", "listDoors")]
    [InlineData("ADDHALL", "addHall")]
    [InlineData("nothing", "OperationNotFound")]
    public async Task Interfaces_are_chosen_by_name(string operation, string expected) => Assert.Equal([expected], await HallsAsync(new() { Operations = [operation] }));

    [Fact]
    public async Task Interfaces_are_chosen_by_tag() => Assert.Equal(["listDoors"], await HallsAsync(new() { Tags = ["door*"] }));

    [Fact]
    public async Task The_kind_can_be_said() => Assert.Equal(["DocumentNotApi"], await HallsAsync(new() { Kind = "Markdown" }));

    [Fact]
    public async Task Several_interfaces_of_a_page_are_updated_each()
    {
        _web.Serve("/halls.json", "application/json", Halls);
        var first = (await ImportAsync(["https://vendor.example/halls.json"])).Select(i => i.Dataset!).ToArray();

        Assert.All(await ImportAsync(["https://vendor.example/halls.json"], null, first), i => Assert.Equal(DatasetImportStatus.Unchanged, i.Status));
    }

    [Fact]
    public async Task A_token_in_a_link_is_not_kept()
    {
        _web.Serve("/halls", "application/json", """[{"id":1},{"id":2}]""");

        var import = Assert.Single(await ImportAsync(["https://vendor.example/halls?depot=A&apikey=hidden"]));

        Assert.Equal("https://vendor.example/halls?depot=A", import.Dataset!.Uri);
    }
}
