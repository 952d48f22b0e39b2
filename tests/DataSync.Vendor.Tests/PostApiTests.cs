using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

public sealed class PostApiTests
{
    private static readonly VendorOptions Small = new() { Stocks = 30, Days = 10 };

    [Fact]
    public async Task The_same_options_give_the_same_bytes()
    {
        await using var one = await VendorServer.StartAsync(Small);
        await using var other = await VendorServer.StartAsync(Small);
        await using var different = await VendorServer.StartAsync(Small with { Seed = 43 });
        using var first = new VendorClient(one);
        using var second = new VendorClient(other);
        using var third = new VendorClient(different);
        foreach (var (api, arguments) in new (string, object)[] { ("daily", new { trade_date = "20240103" }), ("stock_basic", new { }), ("income", new { ts_code = "000002.SZ" }) })
        {
            var text = await first.PostTextAsync(api, arguments);
            Assert.Equal(text, await second.PostTextAsync(api, arguments));
            Assert.NotEqual(text, await third.PostTextAsync(api, arguments));
        }
    }

    [Fact]
    public async Task Prerendered_days_are_the_days_rendered_when_asked()
    {
        await using var one = await VendorServer.StartAsync(Small);
        await using var other = await VendorServer.StartAsync(Small with { Prerender = true });
        using var first = new VendorClient(one);
        using var second = new VendorClient(other);
        foreach (var arguments in new object[] { new { trade_date = "20240105" }, new { trade_date = "20240105", limit = "6000", offset = "" } })
            Assert.Equal(await first.PostTextAsync("daily", arguments), await second.PostTextAsync("daily", arguments));
        Assert.Equal(7, (await second.PostAsync("daily", new { trade_date = "20240105", limit = 7 })).Items().Count);
        Assert.Equal(3, other.Stats.ByRequest["daily trade_date=20240105"]);
    }

    [Fact]
    public async Task A_day_has_a_row_for_each_stock_with_consistent_prices()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var day = await client.PostAsync("daily", new { trade_date = "20240103" });
        var before = await client.PostAsync("daily", new { trade_date = "20240102" });

        Assert.Equal(0, day.Code());
        Assert.Equal(30, day.Items().Count);
        Assert.Equal(["ts_code", "trade_date", "open", "high", "low", "close", "pre_close", "change", "pct_chg", "vol", "amount"], day.Fields());
        foreach (var (row, previous) in day.Items().Zip(before.Items()))
        {
            Assert.Equal((string)previous![0]!, (string)row![0]!);
            Assert.Equal((double)previous[5]!, (double)row[6]!);
            Assert.True((double)row[3]! >= (double)row[4]!);
        }

        Assert.Equal((2, 60), (vendor.Stats.Requests, vendor.Stats.Rows));
        Assert.Equal(1, vendor.Stats.ByRequest["daily trade_date=20240103"]);
    }

    [Fact]
    public async Task Types_are_mixed_as_vendors_mix_them()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var calendar = await client.PostAsync("trade_cal", new { start_date = "20240105", end_date = "20240108" });
        Assert.Equal("""["SSE","20240105",1,"20240104"]""", calendar.Items()[0]!.ToJsonString());
        Assert.Equal([1, 0, 0, 1], calendar.Items().Select(r => (int)r![2]!));
        Assert.Equal("000001", (string)(await client.PostAsync("stock_basic")).Items()[0]![1]!);
        Assert.Contains((await client.PostAsync("daily_basic", new { trade_date = "20240103" })).Items(), r => r![5] is null);
    }

    [Fact]
    public async Task Hidden_columns_come_only_when_named_and_in_the_vendors_order()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        Assert.DoesNotContain("fullname", (await client.PostAsync("stock_basic")).Fields());
        Assert.Equal(["ts_code", "fullname", "list_status"], (await client.PostAsync("stock_basic", fields: "list_status,fullname,ts_code")).Fields());
        Assert.Equal(-2001, (await client.PostAsync("stock_basic", fields: "no_such")).Code());
    }

    [Fact]
    public async Task Rows_above_the_cap_are_cut_without_a_word_but_pages_say_that_more_are_left()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { RowCap = 50 });
        using var client = new VendorClient(vendor);
        var cut = await client.PostAsync("daily", new { start_date = "20240102", end_date = "20240103" });
        Assert.Equal(50, cut.Items().Count);
        Assert.False((bool)cut["data"]!["has_more"]!);

        var page = await client.PostAsync("daily", new { start_date = "20240102", end_date = "20240103", limit = 40, offset = 20 });
        Assert.Equal((40, false), (page.Items().Count, (bool)page["data"]!["has_more"]!));
        Assert.True((bool)(await client.PostAsync("daily", new { start_date = "20240102", limit = "40" }))["data"]!["has_more"]!);
        Assert.Equal(50101, (await client.PostAsync("daily", new { start_date = "20240102", offset = 100_001 })).Code());
    }

    [Theory]
    [InlineData("daily", """{}""", 50101, "参数")]
    [InlineData("daily", """{"trade_date":"2024-01-02"}""", 50101, "参数")]
    [InlineData("income", """{"period":"20231231"}""", 50101, "必填参数, ts_code")]
    [InlineData("no_such", """{}""", 50101, "接口名")]
    [InlineData("trade_cal", """{}""", 40203, "权限")]
    public async Task Wrong_requests_are_refused_with_code_and_message(string api, string arguments, int code, string message)
    {
        await using var vendor = await VendorServer.StartAsync(Small with { DeniedApis = ["trade_cal"] });
        using var client = new VendorClient(vendor);
        var answer = await client.PostAsync(api, System.Text.Json.Nodes.JsonNode.Parse(arguments));
        Assert.Equal(code, answer.Code());
        Assert.Contains(message, answer.Message());
        Assert.Null(answer["data"]);
        Assert.Equal(1, vendor.Stats.Refusals[code]);
    }

    [Fact]
    public async Task A_wrong_token_and_a_wrong_type_of_fields_share_a_code()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { Token = "right" });
        using var client = new VendorClient(vendor);
        var token = await client.PostAsync("trade_cal", token: "wrong");
        Assert.Equal(40101, token.Code());
        Assert.Contains("token", token.Message());
        Assert.Equal(0, (await client.PostAsync("trade_cal", token: "right")).Code());

        var response = await client.Http.PostAsync("", new StringContent("""{"api_name":"trade_cal","token":"right","params":{},"fields":{"a":1}}"""));
        Assert.Contains("40101", await response.Content.ReadAsStringAsync());
        Assert.Contains("-1000", await (await client.Http.PostAsync("", new StringContent("{"))).Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task An_unknown_code_and_a_day_without_trade_have_no_rows()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        Assert.Empty((await client.PostAsync("daily", new { ts_code = "999999.XX", start_date = "20240102" })).Items());
        Assert.Empty((await client.PostAsync("daily", new { trade_date = "20240106" })).Items());
        Assert.Equal(2, (await client.PostAsync("daily", new { ts_code = "000001.SZ,600000.SH", trade_date = "20240102" })).Items().Count);
    }

    [Fact]
    public async Task A_financial_statement_is_announced_again_with_other_numbers()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var rows = new List<System.Text.Json.Nodes.JsonNode?>();
        foreach (var code in new[] { "000001.SZ", "000002.SZ", "000003.SZ" }) rows.AddRange((await client.PostAsync("income", new { ts_code = code })).Items());
        var revised = rows.GroupBy(r => ((string)r![0]!, (string)r[3]!)).Where(g => g.Count() == 2).ToList();
        Assert.NotEmpty(revised);
        Assert.All(revised, g => Assert.Equal(["0", "1"], g.Select(r => (string)r![9]!).Order()));
        Assert.All(revised, g => Assert.NotEqual((double)g.First()![7]!, (double)g.Last()![7]!));
    }
}
