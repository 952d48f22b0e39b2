using DataSync.Tests;
using Xunit;

namespace DataSync.Introspection;

public sealed class RecurseTests : IDisposable
{
    private const string Root = "https://93.184.216.34/document/2";
    private readonly FakeWeb _web = new();
    private readonly DocumentFetcher _fetcher;

    public RecurseTests() => _fetcher = new(_web);

    public void Dispose()
    {
        _fetcher.Dispose();
        _web.Dispose();
    }

    private async Task<List<DatasetImport>> ImportAsync(string link, DatasetImportOptions? options = null, TimeProvider? time = null)
    {
        var imports = new List<DatasetImport>();
        await foreach (var import in new DatasetImporter(_fetcher, [], time ?? new SkippingTime()).ImportAsync([link], (options ?? new()) with { Recurse = true }, TestContext.Current.CancellationToken)) imports.Add(import);
        return imports;
    }

    private void ServeMenu()
    {
        const string Menu = """
            <html><body><div id="jstree"><ul>
            <li><a href="/document/2?doc_id=10">仓库</a><ul>
              <li><a href="/document/2?doc_id=1">温度</a></li> <li><a href="/document/2?doc_id=2">湿度</a></li>
              <li><a href="/document/2?doc_id=11">门</a><ul><li><a href="/document/2?doc_id=3">开门</a></li></ul></li>
            </ul></li>
            <li><a href="/document/2?doc_id=4">车队</a></li>
            <li><a href="https://other.example/document/2?doc_id=5">别处</a></li> <li><a href="/login">登录</a></li>
            </ul></div><div class="content col-md-9"><p>选择</p></div></body></html>
            """;
        _web.Serve("/document/2", "text/html", Menu);
        foreach (var (id, api) in new[] { (1, "temps"), (2, "damps"), (3, "doors"), (4, "trucks") })
            _web.Serve($"/wctapi/documents/{id}.md", "text/markdown", ApiPageWriter.Page(api).Output(["code", "str", "Y", ""], ["trade_date", "str", "Y", ""]).Document("md").Text);
    }

    [Theory]
    [InlineData("", "temps damps doors trucks")]
    [InlineData("?doc_id=10", "temps damps doors")]
    [InlineData("?doc_id=11", "doors")]
    [InlineData("?doc_id=2", "damps")]
    public async Task The_vendors_menu_says_what_is_below_a_page(string query, string expected)
    {
        ServeMenu();

        Assert.Equal(expected.Split(' '), (await ImportAsync(Root + query)).Select(i => i.Dataset?.Name ?? i.Error!.Message));
    }

    [Theory]
    [InlineData("*度", "temps damps", 3)]
    [InlineData("d*", "damps doors", 5)]
    [InlineData("nothing", "", 5)]
    public async Task Names_choose_by_title_without_reading_the_rest_or_else_by_dataset(string name, string expected, int asked)
    {
        ServeMenu();

        var imports = await ImportAsync(Root, new() { Pages = [name] });

        Assert.Equal(expected, string.Join(' ', imports.Select(i => i.Dataset!.Name)));
        Assert.Equal(asked, _web.Asked.Count);
    }

    [Fact]
    public async Task An_index_leads_to_the_pages_below_its_folder_and_nowhere_else()
    {
        const string Index = """
            # Depot service
            [Degrees](degrees.md), [again](./degrees.md#limits), [doors](/docs/more/doors.md), [bad](bad.md), [missing](missing.md), ![plan](plan.md),
            [up](/start.md), [elsewhere](https://other.example/docs/x.md), [picture](a.png), [self](index.md), [top](#top), [mail](mailto:a@b.example)
            """;
        const string Page = "# Halls\n`GET /{0}`\n\n| Parameter | Required |\n|---|---|\n| hall | yes |\n";
        _web.Serve("/docs/index.md", "text/markdown", Index).Serve("/docs/bad.md", "text/markdown", "# Hello\n\nNothing here.")
            .Serve("/docs/degrees.md", "text/markdown", Page.Replace("{0}", "degrees", StringComparison.Ordinal)).Serve("/docs/more/doors.md", "text/markdown", Page.Replace("{0}", "doors", StringComparison.Ordinal));

        var imports = await ImportAsync("https://93.184.216.34/docs/index.md");

        Assert.Equal(["degrees", "doors", "DocumentNotApi", "DocumentNotFound"], imports.Select(i => i.Dataset?.Name ?? i.Error!.Id));
        Assert.Equal(["/docs/bad.md", "/docs/degrees.md", "/docs/index.md", "/docs/index.md", "/docs/missing.md", "/docs/more/doors.md"], _web.Asked.Order());
    }

    [Fact]
    public async Task Html_pages_are_followed_by_their_anchors()
    {
        const string Page = "<html><body><main><h1>Degrees</h1><p><code>GET /degrees</code></p><table><tr><th>Parameter</th><th>Required</th></tr><tr><td>hall</td><td>yes</td></tr></table></main></body></html>";
        _web.Serve("/docs/", "text/html", "<html><body><nav><a href='degrees.html'>Degrees</a><a href='javascript:x()'>No</a></nav><main><p>Welcome</p></main></body></html>").Serve("/docs/degrees.html", "text/html", Page);

        Assert.Equal("degrees", Assert.Single(await ImportAsync("https://93.184.216.34/docs/")).Dataset?.Name);
    }

    [Fact]
    public async Task Pages_are_asked_for_one_after_the_other_with_pauses()
    {
        ServeMenu();
        var time = new SkippingTime();
        var start = time.GetUtcNow();

        await ImportAsync(Root, new() { Pause = TimeSpan.FromSeconds(2) }, time);

        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(6), $"{time.GetUtcNow() - start}");
        Assert.InRange(_web.MostAtOnce, 1, 4);
    }

    [Fact]
    public async Task Too_many_pages_and_none_are_refused()
    {
        ServeMenu();
        _web.Serve("/docs/", "text/html", "<html><body><p>Nothing</p></body></html>");

        var error = Assert.Single(await ImportAsync(Root, new() { MaxPages = 3 })).Error;
        Assert.Equal(("TooManyPages", true), (error?.Id, error?.Advice?.Contains("-Name", StringComparison.Ordinal)));
        Assert.Equal("PageWithoutLinks", Assert.Single(await ImportAsync("https://93.184.216.34/docs/")).Error?.Id);
        Assert.Equal("DocumentNotFound", Assert.Single(await ImportAsync("https://93.184.216.34/none/")).Error?.Id);
    }
}
