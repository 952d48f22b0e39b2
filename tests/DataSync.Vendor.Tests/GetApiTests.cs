using System.Net;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

public sealed class GetApiTests
{
    private static readonly VendorOptions Small = new() { Stocks = 7, Days = 5 };
    private const string Day = "api/v1/daily?trade_date=20240103&fields=ts_code,close&limit=3";

    [Theory]
    [InlineData("offset")]
    [InlineData("page")]
    [InlineData("cursor")]
    [InlineData("link")]
    [InlineData("more")]
    public async Task Every_way_of_paging_gives_every_row_once(string paging)
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var whole = (await client.GetAsync("api/v1/daily?trade_date=20240103&fields=ts_code,close"))["data"]!.AsArray();
        var rows = new List<JsonNode?>();
        for (var next = $"{Day}&paging={paging}"; next is not null;)
        {
            var page = await client.GetAsync(next);
            rows.AddRange(page["data"]!.AsArray());
            next = Next(paging, page, rows.Count);
        }

        Assert.Equal(7, rows.Count);
        Assert.Equal(whole.Select(r => r!.ToJsonString()), rows.Select(r => r!.ToJsonString()));
        Assert.Equal(4, vendor.Stats.ByApi["daily"]);
    }

    [Fact]
    public async Task Columns_may_come_as_arrays()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var data = (await client.GetAsync(Day + "&shape=columns"))["data"]!;
        Assert.Equal(["000001.SZ", "600000.SH", "300001.SZ"], data["ts_code"]!.AsArray().Select(c => (string)c!));
        Assert.Equal(3, data["close"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("api/v1/trade_cal", HttpStatusCode.Unauthorized)]
    [InlineData("api/v1/trade_cal?apikey=right", HttpStatusCode.OK)]
    [InlineData("api/v1/stock_basic?apikey=right", HttpStatusCode.Forbidden)]
    [InlineData("api/v1/no_such?apikey=right", HttpStatusCode.NotFound)]
    [InlineData("api/v1/income?apikey=right", HttpStatusCode.BadRequest)]
    [InlineData("api/v1/daily?apikey=right&fields=nope", HttpStatusCode.BadRequest)]
    [InlineData("api/v1/daily?apikey=right&paging=cursor&cursor=%25", HttpStatusCode.BadRequest)]
    public async Task Errors_are_http_statuses(string path, HttpStatusCode status)
    {
        await using var vendor = await VendorServer.StartAsync(Small with { Token = "right", DeniedApis = ["stock_basic"] });
        using var client = new VendorClient(vendor);
        Assert.Equal(status, (await client.Http.GetAsync(path)).StatusCode);
    }

    [Fact]
    public async Task The_token_may_be_a_bearer_token_or_a_header()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { Token = "right" });
        using var client = new VendorClient(vendor);
        client.Http.DefaultRequestHeaders.Add("X-Api-Key", "right");
        Assert.Equal(HttpStatusCode.OK, (await client.Http.GetAsync(Day)).StatusCode);
        client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.Http.GetAsync(Day)).StatusCode);
    }

    private static string? Next(string paging, JsonNode page, int got) => paging switch
    {
        "offset" => got < (int)page["total"]! ? $"{Day}&paging=offset&offset={got}" : null,
        "page" => (int)page["page"]! < (int)page["pages"]! ? $"{Day}&paging=page&page={(int)page["page"]! + 1}" : null,
        "cursor" => (string?)page["next_cursor"] is { } cursor ? $"{Day}&paging=cursor&cursor={cursor}" : null,
        "link" => (string?)page["next"],
        _ => (bool)page["has_more"]! ? $"{Day}&paging=more&offset={got}" : null,
    };
}
