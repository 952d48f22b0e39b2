using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>The ways of paging, and pages that lead nowhere.</summary>
public sealed class PagingTests
{
    private static readonly Dataset Codes = new() { Name = "codes", Source = "vendor", Columns = [new("c", DataType.String)] };

    private static string Rows(params string[] codes) => "[" + string.Join(',', codes.Select(c => $$"""{"c":"{{c}}"}""")) + "]";

    [Fact]
    public async Task Offset_and_limit_end_with_a_short_page()
    {
        await using var bench = new HttpBench(settings: """{"query":{"o":"{{page.offset}}","n":"{{page.limit}}"},"paging":{"mode":"OffsetLimit","pageSize":2}}""");
        bench.Vendor.Json(Rows("a", "b")).Json(Rows("c"));
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((null, 3L), (result.Failure?.Message, result.Rows));
        Assert.Equal(["?o=0&n=2", "?o=2&n=2"], bench.Vendor.Asked.Select(a => a.Address.Query));
    }

    [Fact]
    public async Task A_row_cap_below_the_page_size_means_a_full_page_too()
    {
        await using var bench = new HttpBench(settings: """{"query":{"o":"{{page.offset}}","n":"{{page.limit}}"},"paging":{"mode":"OffsetLimit","pageSize":5}}""");
        bench.Vendor.Json(Rows("a", "b")).Json(Rows("c"));
        Assert.Equal(3, (await bench.FetchAsync(Codes with { RowCap = 2 })).Rows);
    }

    [Fact]
    public async Task Page_numbers_end_with_an_empty_page()
    {
        await using var bench = new HttpBench(settings: """{"path":"list/{{page.number}}","paging":{"mode":"PageNumber","firstPage":0}}""");
        bench.Vendor.Json(Rows("a")).Json(Rows("b")).Json("[]");
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((null, 2L), (result.Failure?.Message, result.Rows));
        Assert.Equal(["/v1/list/0", "/v1/list/1", "/v1/list/2"], bench.Vendor.Asked.Select(a => a.Address.AbsolutePath));
    }

    [Fact]
    public async Task A_cursor_in_the_body_goes_into_the_next_body()
    {
        await using var bench = new HttpBench(settings: """{"method":"POST","body":{"after":"{{page.cursor}}"},"records":{"path":"$.rows"},"paging":{"mode":"Cursor","cursor":"$.next"}}""");
        bench.Vendor.Json($$"""{"rows":{{Rows("a")}},"next":"x y"}""").Json($$"""{"rows":{{Rows("b")}},"next":null}""");
        Assert.Equal(2, (await bench.FetchAsync(Codes)).Rows);
        Assert.Equal(["{}", """{"after":"x y"}"""], bench.Vendor.Asked.Select(a => a.Body));
    }

    [Fact]
    public async Task A_cursor_in_a_header_goes_into_the_next_query()
    {
        await using var bench = new HttpBench(settings: """{"query":{"cursor":"{{page.cursor}}"},"paging":{"mode":"Cursor","cursor":"header:X-Next"}}""");
        bench.Vendor.Json(Rows("a"), 200, ("X-Next", "7/8")).Json(Rows("b"));
        Assert.Equal(2, (await bench.FetchAsync(Codes)).Rows);
        Assert.Equal(["", "?cursor=7%2F8"], bench.Vendor.Asked.Select(a => a.Address.Query));
    }

    [Fact]
    public async Task A_next_link_is_followed_with_the_key_it_lacks()
    {
        await using var bench = new HttpBench(settings: """{"query":{"key":"{{token}}"},"headers":{"X-Who":"me"},"records":{"path":"$.rows"},"paging":{"mode":"NextLink","nextLink":"$.links.next"}}""");
        bench.Vendor.Json($$"""{"links":{"next":"/v1/more?from=2"},"rows":{{Rows("a")}} }""").Json($$"""{"links":{},"rows":{{Rows("b")}} }""");
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((null, 2L), (result.Failure?.Message, result.Rows));
        var next = bench.Vendor.Asked[1];
        Assert.Equal($"https://vendor.test/v1/more?from=2&key={Uri.EscapeDataString(HttpBench.Token)}", next.Address.AbsoluteUri);
        Assert.Contains("X-Who: me", next.Headers);
    }

    [Fact]
    public async Task A_link_header_is_followed()
    {
        await using var bench = new HttpBench(settings: """{"paging":{"mode":"NextLink","nextLink":"header:Link"}}""");
        bench.Vendor.Json(Rows("a"), 200, ("Link", "<https://vendor.test/v1?page=1>; rel=\"prev\", <https://vendor.test/v1?page=3>; title=\"a, b\"; rel=\"next last\"")).Json(Rows("b"));
        Assert.Equal(2, (await bench.FetchAsync(Codes)).Rows);
        Assert.Equal("?page=3", bench.Vendor.Asked[1].Address.Query);
    }

    [Theory]
    [InlineData("https://evil.test/more")]
    [InlineData("http://vendor.test/more")]
    [InlineData("https://vendor.test:8443/more")]
    [InlineData("//evil.test/more")]
    public async Task A_next_link_to_another_host_is_refused(string link)
    {
        await using var bench = new HttpBench(settings: """{"headers":{"Authorization":"Bearer {{token}}"},"records":{"path":"$.rows"},"paging":{"mode":"NextLink","nextLink":"$.next"}}""");
        bench.Vendor.Json($$"""{"rows":{{Rows("a")}},"next":"{{link}}"}""");
        var result = await bench.FetchAsync(Codes);
        Assert.Equal(FailureCategory.Fatal, result.Failure?.Category);
        Assert.Contains("another host", result.Failure!.Message);
        Assert.Single(bench.Vendor.Asked);
    }

    [Fact]
    public async Task A_page_that_repeats_the_one_before_is_a_cut_answer()
    {
        await using var bench = new HttpBench(settings: """{"query":{"o":"{{page.offset}}"},"paging":{"mode":"OffsetLimit","pageSize":1}}""");
        bench.Vendor.Otherwise = _ => FakeVendor.Response(System.Text.Encoding.UTF8.GetBytes(Rows("a")), 200, "application/json", []);
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((FailureCategory.Truncated, 2), (result.Failure?.Category, result.Requests));
        Assert.Contains("repeats", result.Failure!.Message);
    }

    [Fact]
    public async Task A_cursor_that_goes_in_circles_is_a_cut_answer()
    {
        await using var bench = new HttpBench(settings: """{"query":{"c":"{{page.cursor}}"},"records":{"path":"$.rows"},"paging":{"mode":"Cursor","cursor":"$.next"}}""");
        for (var i = 0; i < 2; i++) bench.Vendor.Json($$"""{"rows":{{Rows("a" + i)}},"next":"1"}""").Json($$"""{"rows":{{Rows("b" + i)}},"next":"2"}""");
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((FailureCategory.Truncated, 3), (result.Failure?.Category, result.Requests));
    }

    [Fact]
    public async Task Pages_without_end_are_a_cut_answer()
    {
        await using var bench = new HttpBench(settings: """{"query":{"p":"{{page.number}}"},"paging":{"mode":"PageNumber","maxPages":5}}""");
        var page = 0;
        bench.Vendor.Otherwise = _ => FakeVendor.Response(System.Text.Encoding.UTF8.GetBytes(Rows($"{page++}")), 200, "application/json", []);
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((FailureCategory.Truncated, 5), (result.Failure?.Category, result.Requests));
        Assert.Contains("no end after 5 pages", result.Failure!.Message);
    }

    [Theory]
    [InlineData("""{"records":{"path":"$.rows"}}""", """{"rows":[{"c":"a"},{"c":"b"}]}""", true)]
    [InlineData("""{"records":{"path":"$.rows"}}""", """{"rows":[{"c":"a"}]}""", false)]
    [InlineData("""{"records":{"path":"$.rows"},"paging":{"hasMore":"$.more"}}""", """{"rows":[{"c":"a"},{"c":"b"}],"more":false}""", true)]
    [InlineData("""{"records":{"path":"$.rows"},"paging":{"hasMore":"$.more"}}""", """{"rows":[{"c":"a"}],"more":true}""", true)]
    public async Task Without_paging_a_full_answer_is_a_cut_one(string settings, string body, bool cut)
    {
        await using var bench = new HttpBench(settings: settings);
        bench.Vendor.Json(body);
        var result = await bench.FetchAsync(Codes with { RowCap = 2 });
        Assert.Equal(cut ? FailureCategory.Truncated : null, result.Failure?.Category);
    }

    [Fact]
    public async Task First_asks_for_no_more_than_is_wanted()
    {
        await using var bench = new HttpBench(settings: """{"query":{"o":"{{page.offset}}","n":"{{page.limit}}"},"paging":{"mode":"OffsetLimit","pageSize":2}}""");
        bench.Vendor.Json(Rows("a", "b")).Json(Rows("c", "d"));
        var result = await bench.FetchAsync(Codes, first: 3);
        Assert.Equal((null, 3L), (result.Failure?.Message, result.Rows));
        Assert.Equal(["a", "b", "c"], bench.Rows.Column("c"));
        Assert.Equal("?o=2&n=1", bench.Vendor.Asked[1].Address.Query);
    }

    [Fact]
    public async Task Only_the_failed_page_is_asked_again()
    {
        await using var bench = new HttpBench(settings: """{"query":{"o":"{{page.offset}}"},"paging":{"mode":"OffsetLimit","pageSize":1}}""");
        bench.Vendor.Json(Rows("a")).Json("", 500).Json(Rows("b")).Json("[]");
        var result = await bench.FetchAsync(Codes);
        Assert.Equal((null, 4, 2L, 0), (result.Failure?.Message, result.Requests, result.Rows, bench.Rows.Resets));
        Assert.Equal(["?o=0", "?o=1", "?o=1", "?o=2"], bench.Vendor.Asked.Select(a => a.Address.Query));
    }

    private static readonly Dataset Keyed = Codes with { Key = ["c"], RowCap = 3 };
    private const string Offsets = """{"query":{"o":"{{page.offset}}","n":"{{page.limit}}"},"records":{"path":"$.rows"},"paging":{"mode":"OffsetLimit","hasMore":"$.more"}}""";

    private static string Page(string[] codes, bool? more = null) => $$"""{"rows":{{Rows(codes)}}{{(more is { } m ? $",\"more\":{(m ? "true" : "false")}" : "")}}}""";

    [Fact]
    public async Task A_page_begins_with_the_last_row_of_the_one_before_which_is_kept_once()
    {
        await using var bench = new HttpBench(settings: Offsets);
        bench.Vendor.Json(Page(["a", "b", "c"])).Json(Page(["c", "d", "e"])).Json(Page(["e", "f"]));
        var result = await bench.FetchAsync(Keyed);
        Assert.Equal((null, 6L, 3), (result.Failure?.Message, result.Rows, result.CutAt));
        Assert.Equal(["a", "b", "c", "d", "e", "f"], bench.Rows.Column("c"));
        Assert.Equal(["", "?o=2&n=3", "?o=4&n=3"], bench.Vendor.Asked.Select(a => a.Address.Query));
    }

    [Theory]
    [InlineData("b", "c", "d")] // a row came before them
    [InlineData("d", "e")] // a row went
    [InlineData("c", "a", "d")] // another order
    [InlineData]
    public async Task Rows_that_move_between_pages_are_asked_for_again(params string[] second)
    {
        await using var bench = new HttpBench(settings: Offsets);
        bench.Vendor.Json(Page(["a", "b", "c"])).Json(Page(second)).Json(Page(["z", "a", "b"])).Json(Page(["b", "c", "d"])).Json(Page(["d"]));
        var result = await bench.FetchAsync(Keyed);
        Assert.Equal((null, 5L, 1), (result.Failure?.Message, result.Rows, bench.Rows.Resets));
        Assert.Equal(["z", "a", "b", "c", "d"], bench.Rows.Column("c"));
    }

    [Fact]
    public async Task Rows_that_move_each_time_are_a_cut_answer()
    {
        await using var bench = new HttpBench(settings: Offsets);
        for (var i = 0; i < 3; i++) bench.Vendor.Json(Page([$"a{i}", $"b{i}", $"c{i}"])).Json(Page([$"x{i}", $"y{i}"]));
        var result = await bench.FetchAsync(Keyed);
        Assert.Equal((FailureCategory.Truncated, 6), (result.Failure?.Category, result.Requests));
        Assert.Contains("moved between two pages", result.Failure!.Message);
    }

    [Fact]
    public async Task A_full_answer_that_is_said_to_be_the_last_is_looked_behind()
    {
        await using var bench = new HttpBench(settings: Offsets);
        bench.Vendor.Json(Page(["a", "b", "c"], more: false)).Json(Page(["c", "d"], more: false));
        Assert.Equal(4, (await bench.FetchAsync(Keyed)).Rows);
    }

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task Pages_that_are_not_safe_are_not_asked_for(string safe, bool pages)
    {
        await using var bench = new HttpBench(settings: Offsets.Replace("\"mode\"", $"\"safe\":{safe},\"mode\""));
        bench.Vendor.Json(Page(["a", "b", "c"], more: true)).Json(Page(["c", "d"], more: false));
        var result = await bench.FetchAsync(Keyed);
        Assert.Equal((pages ? null : FailureCategory.Truncated, pages ? 2 : 1), (result.Failure?.Category, result.Requests));
    }

    [Fact]
    public async Task A_learned_cap_counts_as_the_pages_own()
    {
        await using var bench = new HttpBench(settings: Offsets);
        bench.Vendor.Json(Page(["a", "b"])).Json(Page(["b", "c"])).Json(Page(["c"]));
        var request = HttpBench.Request(Keyed with { RowCap = null }) with { RowCap = 2 };
        Assert.Equal(3, (await bench.Source.FetchAsync(request, bench.Rows, new HttpBench.Observer(bench), CancellationToken.None)).Rows);
    }
}
