using System.Web;

namespace DataSync.Tests;

/// <summary>A dataset that came from a vendor's documentation is asked for as it is, without another word.</summary>
public sealed class ImportedApiTests : IDisposable
{
    private readonly Shell _shell = new();
    private readonly List<string> _asked = [];
    private readonly FakeVendor _vendor;

    public ImportedApiTests()
    {
        _vendor = FakeVendor.Of(uri =>
        {
            lock (_asked) _asked.Add(uri.PathAndQuery);
            var query = HttpUtility.ParseQueryString(uri.Query);
            var day = query["trade_date"] ?? query["day"];
            var offset = int.Parse(query["offset"] ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            var rows = Enumerable.Range(0, 3).Skip(offset).Take(2).Select(i => $$"""{ "code": "c{{i}}", "trade_date": "{{day}}", "price": { "open": {{i}}.5, "close": null }, "tags": ["x"] }""");
            return $$"""{ "data": [{{string.Join(",", rows)}}], "total": 3 }""";
        });
        _shell.Run("param($uri) New-DsSource web -Preset RestJson -Uri $uri; New-DsStore lake -Kind Json -Path data", _vendor.Uri + "api/v1");
    }

    public void Dispose()
    {
        _shell.Dispose();
        _vendor.Dispose();
    }

    [Fact]
    public void An_openapi_operation_with_nested_answers_and_pages()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "api.json"), $$"""
            { "openapi": "3.0.3", "info": { "title": "Prices", "version": "1" }, "servers": [{ "url": "{{_vendor.Uri}}api/v1" }],
              "paths": { "/prices/{market}": { "get": { "operationId": "prices",
                "parameters": [
                  { "name": "market", "in": "path", "required": true, "schema": { "type": "string" } },
                  { "name": "trade_date", "in": "query", "schema": { "type": "string", "format": "date" } },
                  { "name": "limit", "in": "query", "schema": { "type": "integer", "default": 2, "maximum": 2 }, "description": "Rows of a page" },
                  { "name": "offset", "in": "query", "schema": { "type": "integer" }, "description": "Rows to pass over" } ],
                "responses": { "200": { "description": "ok", "content": { "application/json": { "schema": { "type": "object", "properties": {
                  "data": { "type": "array", "items": { "type": "object", "properties": {
                    "code": { "type": "string" }, "trade_date": { "type": "string", "format": "date" },
                    "price": { "type": "object", "properties": { "open": { "type": "number" }, "close": { "type": "number" } } },
                    "tags": { "type": "array", "items": { "type": "string" } } } } },
                  "total": { "type": "integer" } } } } } } } } } } }
            """);
        _shell.Run("Import-DsDataset -Source web -Path ./api.json -Depth 2 -Key code, trade_date -WarningAction Ignore");
        var dataset = _shell.One<Dataset>("Get-DsDataset prices");
        Assert.Equal([("price_open", "$.price.open"), ("price_close", "$.price.close")], dataset.Columns.Where(c => c.Path is not null).Select(c => (c.Name, c.Path!)));
        var run = _shell.One<Run>("Invoke-DsSync -Dataset prices -Store lake -Arguments @{ market = 'SH'; trade_date = '2024-01-02' }");
        Assert.Equal((RunStatus.Done, 3L), (run.Status, run.Rows));
        Assert.Empty(run.SchemaChanges);
        Assert.Equal([0.5, 1.5, 2.5], _shell.Run("Read-DsData prices -Store lake -OrderBy code | ForEach-Object price_open").Select(o => o.BaseObject));
        Assert.All(_asked, a => Assert.StartsWith("/api/v1/prices/SH?", a, StringComparison.Ordinal));
        Assert.Contains(_asked, a => a.Contains("trade_date=2024-01-02", StringComparison.Ordinal) && a.Contains("offset=2", StringComparison.Ordinal));
    }

    [Fact]
    public void A_markdown_page_of_a_get_interface()
    {
        File.WriteAllText(Path.Combine(_shell.Folder, "quotes.md"), """
            # Quotes

            `GET /quotes`

            ## Parameters

            | Name | Type | Required | Description |
            | --- | --- | --- | --- |
            | day | string | yes | The day, such as 2024-01-02 |

            ## Response

            | Name | Type | Description |
            | --- | --- | --- |
            | code | string | The code |
            | trade_date | string | The day, YYYY-MM-DD |
            | price | object | Open and close |

            ```json
            { "data": [ { "code": "c0", "trade_date": "2024-01-02", "price": { "open": 1.5 } } ], "total": 1 }
            ```
            """);
        _shell.Run("Import-DsDataset -Source web -Path ./quotes.md -Name quotes -Key code -WarningAction Ignore");
        var run = _shell.One<Run>("Invoke-DsSync -Dataset quotes -Store lake -Arguments @{ day = '2024-01-02' }");
        Assert.Equal((RunStatus.Done, 2L), (run.Status, run.Rows));
        Assert.Contains("/api/v1/quotes?day=2024-01-02", _asked);
    }
}
