using System.Net;
using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

public sealed class DocumentationTests
{
    [Theory]
    [InlineData(25, "stock_basic")]
    [InlineData(26, "trade_cal")]
    [InlineData(27, "daily")]
    [InlineData(32, "daily_basic")]
    [InlineData(33, "income")]
    [InlineData(900, "stock_pool")]
    public async Task Both_forms_of_a_page_name_the_api_and_every_column_it_answers(int id, string api)
    {
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3 });
        using var client = new VendorClient(vendor);
        var html = await client.Http.GetStringAsync($"document/2?doc_id={id}");
        var markdown = await client.Http.GetStringAsync($"wctapi/documents/{id}.md");
        Assert.Contains("<div class=\"content col-md-9", html);
        Assert.Contains("<div id=\"jstree\">", html);
        Assert.Contains($"接口：{api}，", html);
        Assert.Contains($"接口：{api}，", markdown);
        var fields = (await client.PostAsync(api, new { ts_code = "000001.SZ" })).Fields();
        Assert.NotEmpty(fields);
        Assert.All(fields, f => Assert.Contains($"<td>{f}</td>\n<td>", html));
        Assert.All(fields, f => Assert.Contains($"\n{f} | ", markdown));
        Assert.Equal((2, 1), (vendor.Stats.Pages, vendor.Stats.Requests));
    }

    [Fact]
    public async Task A_page_that_is_no_api_page_has_tables_but_no_api()
    {
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3 });
        using var client = new VendorClient(vendor);
        var html = await client.Http.GetStringAsync("document/2?doc_id=14");
        Assert.Contains("<table>", html);
        Assert.DoesNotContain("接口：", html);
    }

    [Fact]
    public async Task Pages_may_be_missing_or_behind_a_login()
    {
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3, MarkdownPages = false });
        using var client = new VendorClient(vendor);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Http.GetAsync("document/2?doc_id=4711")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Http.GetAsync("wctapi/documents/27.md")).StatusCode);
        Assert.Contains("接口：daily", await client.Http.GetStringAsync("document/2?doc_id=27"));
        vendor.Options = vendor.Options with { LoginRequired = true };
        Assert.Contains("type=\"password\"", await client.Http.GetStringAsync("document/2?doc_id=27"));
    }

    [Fact]
    public async Task Pages_of_a_known_version_are_not_sent_again()
    {
        await using var vendor = await VendorServer.StartAsync(new() { Stocks = 3, Days = 3, PageVersions = true });
        using var client = new VendorClient(vendor);
        var first = await client.Http.GetAsync("wctapi/documents/27.md");
        using var again = new HttpRequestMessage(HttpMethod.Get, "wctapi/documents/27.md") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await client.Http.SendAsync(again)).StatusCode);
        vendor.Options = vendor.Options with { AddedColumns = ["daily.turnover:float"] };
        using var changed = new HttpRequestMessage(HttpMethod.Get, "wctapi/documents/27.md") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.OK, (await client.Http.SendAsync(changed)).StatusCode);
    }
}
