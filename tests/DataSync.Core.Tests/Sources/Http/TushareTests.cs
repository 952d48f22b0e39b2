using System.Text.Json.Nodes;
using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>The preset against answers as the vendor sends them.</summary>
public sealed class TushareTests
{
    [Fact]
    public async Task Asks_as_the_vendor_wants_and_decodes_types()
    {
        await using var bench = new HttpBench();
        bench.Vendor.Table("""["trade_date","ts_code","close"]""", """[["20240102","000001.SZ",9.21],["20240102","平安\n\"x\"",null]]""", "false");
        var result = await bench.FetchAsync(arguments: [("trade_date", new DateOnly(2024, 1, 2))]);

        Assert.Null(result.Failure);
        Assert.Equal(2, result.Rows);
        Assert.Empty(result.SchemaChanges);
        Assert.Equal([new DateOnly(2024, 1, 2), new DateOnly(2024, 1, 2)], bench.Rows.Column("trade_date"));
        Assert.Equal(["000001.SZ", "平安\n\"x\""], bench.Rows.Column("ts_code"));
        Assert.Equal([9.21, null], bench.Rows.Column("close"));
        Assert.Equal(["ts_code", "trade_date", "close"], bench.Rows.Batches[0].Columns.Select(c => c.Column.Name));

        var (method, address, _, body) = Assert.Single(bench.Vendor.Asked);
        Assert.Equal(("POST", "https://api.tushare.pro/"), (method, address.ToString()));
        var expected = new JsonObject { ["api_name"] = "daily", ["token"] = HttpBench.Token, ["params"] = new JsonObject { ["trade_date"] = "20240102" }, ["fields"] = "" };
        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(body!)), body);
    }

    [Fact]
    public async Task Columns_are_named_only_where_one_is_hidden()
    {
        await using var bench = new HttpBench();
        var hidden = HttpBench.Daily with { Columns = [.. HttpBench.Daily.Columns, new Column("adj", DataType.Double) { DefaultShown = false }] };
        bench.Vendor.Table("""["ts_code","trade_date","close","adj"]""", """[["a","20240102",1,2.5]]""");
        var result = await bench.FetchAsync(hidden);
        Assert.Null(result.Failure);
        Assert.Equal("ts_code,trade_date,close,adj", JsonNode.Parse(bench.Vendor.Asked[0].Body!)!["fields"]!.GetValue<string>());
        Assert.Equal([2.5], bench.Rows.Column("adj"));
    }

    [Fact]
    public async Task Names_that_come_after_the_rows_are_used()
    {
        await using var bench = new HttpBench();
        bench.Vendor.Json("""{"data":{"has_more":false,"items":[["a",1.5,"20240102"]],"count":0,"fields":["ts_code","close","trade_date"]},"msg":null,"code":0}""");
        var result = await bench.FetchAsync();
        Assert.Null(result.Failure);
        Assert.Equal([1.5], bench.Rows.Column("close"));
    }

    [Theory]
    [InlineData("""{"code":0,"msg":null,"data":{"fields":[],"items":[]}}""")]
    [InlineData("""{"code":0,"msg":"","data":null}""")]
    [InlineData("""{"code":0,"msg":"","data":{"fields":["ts_code","trade_date","close"],"items":[],"has_more":false,"count":0}}""")]
    public async Task An_empty_answer_is_no_failure(string body)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Json(body);
        var result = await bench.FetchAsync(policy: SchemaPolicy.Freeze);
        Assert.Equal((null, 0L), (result.Failure?.Message, result.Rows));
        Assert.Empty(result.SchemaChanges);
    }

    [Fact]
    public async Task A_full_page_is_followed_by_the_next_offset()
    {
        await using var bench = new HttpBench();
        var dataset = Paged with { RowCap = 2 };
        var fields = """["ts_code","trade_date","close"]""";
        bench.Vendor.Table(fields, """[["a","20240102",1],["b","20240102",2]]""", "true")
            .Table(fields, """[["c","20240102",3],["d","20240102",4]]""")
            .Table(fields, """[["e","20240102",5]]""");
        var result = await bench.FetchAsync(dataset);
        Assert.Null(result.Failure);
        Assert.Equal((5L, 3), (result.Rows, result.Requests));
        Assert.Equal(["a", "b", "c", "d", "e"], bench.Rows.Column("ts_code"));
        var places = bench.Vendor.Asked.Select(a => JsonNode.Parse(a.Body!)!["params"]!.ToJsonString());
        Assert.Equal(["{}", """{"limit":2,"offset":2}""", """{"limit":2,"offset":4}"""], places);
    }

    /// <summary>A dataset whose page names the parameters of paging.</summary>
    private static readonly Dataset Paged = HttpBench.Daily with { Parameters = [.. HttpBench.Daily.Parameters, new("limit", DataType.Int64), new("offset", DataType.Int64)] };

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task A_full_answer_is_cut_where_the_vendor_does_not_document_paging(string more)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Table("""["ts_code","trade_date","close"]""", """[["a","20240102",1],["b","20240102",2]]""", more);
        var result = await bench.FetchAsync(HttpBench.Daily with { RowCap = 2 });
        Assert.Equal((FailureCategory.Truncated, 1, 2), (result.Failure?.Category, result.Requests, result.LargestAnswer));
    }

    [Fact]
    public async Task An_offset_above_the_vendors_highest_is_a_cut_answer()
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "Tushare", Token = "env:TOKEN", Settings = (JsonObject)JsonNode.Parse("""{"paging":{"maxOffset":3}}""")! });
        var fields = """["ts_code","trade_date","close"]""";
        bench.Vendor.Table(fields, """[["a","20240102",1],["b","20240102",2]]""", "true").Table(fields, """[["c","20240102",1],["d","20240102",2]]""", "true");
        var result = await bench.FetchAsync(Paged);
        Assert.Equal(FailureCategory.Truncated, result.Failure?.Category);
        Assert.Contains("3", result.Failure!.Message);
    }

    [Fact]
    public async Task An_argument_that_pages_is_obeyed_and_not_paged_further()
    {
        await using var bench = new HttpBench();
        bench.Vendor.Table("""["ts_code","trade_date","close"]""", """[["a","20240102",1]]""", "true");
        var result = await bench.FetchAsync(HttpBench.Daily with { RowCap = 1 }, arguments: [("limit", 1L)]);
        Assert.Equal((null, 1), (result.Failure?.Message, result.Requests));
        Assert.Equal("""{"limit":1}""", JsonNode.Parse(bench.Vendor.Asked[0].Body!)!["params"]!.ToJsonString());
    }

    [Theory]
    [InlineData(2002, "没有权限", FailureCategory.Permission)]
    [InlineData(-2002, "抱歉，您没有权限访问该接口，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。", FailureCategory.Permission)]
    [InlineData(40203, "抱歉，您没有接口(fund_daily)访问权限，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。", FailureCategory.Permission)]
    [InlineData(40203, "抱歉，您每小时最多访问该接口1次，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。", FailureCategory.QuotaUsedUp)]
    [InlineData(40203, "抱歉，您每天最多访问该接口5次", FailureCategory.QuotaUsedUp)]
    [InlineData(40201, "抱歉，您每天最多访问该接口1次", FailureCategory.QuotaUsedUp)]
    [InlineData(40101, "您的token不对，请确认。", FailureCategory.BadToken)]
    [InlineData(40101, "fields 列表类型", FailureCategory.BadArguments)]
    [InlineData(-2001, "接口trade_cal不包含字段exchange_id", FailureCategory.BadArguments)]
    [InlineData(40101, "必填参数, trade_date", FailureCategory.BadArguments)]
    [InlineData(-1, "请指定正确的接口名", FailureCategory.BadArguments)]
    [InlineData(50101, "查询数据失败，请确认参数！可以反馈管理员协助您排查问题", FailureCategory.BadArguments)]
    [InlineData(-1, "参数校验失败", FailureCategory.BadArguments)]
    [InlineData(-1, "抱歉, 不合法的请求，(HTTP 405: Method Not Allowed)！", FailureCategory.Fatal)]
    [InlineData(777, "something new", FailureCategory.Fatal)]
    public async Task Refusals_that_stand_are_told_apart(int code, string message, FailureCategory category)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Refusal(code, message);
        var result = await bench.FetchAsync();
        Assert.Equal(category, result.Failure?.Category);
        Assert.Equal(code.ToString(System.Globalization.CultureInfo.InvariantCulture), result.Failure!.Code);
        Assert.Contains(message, result.Failure.Message);
        Assert.NotNull(result.Failure.Advice);
        Assert.Equal(1, result.Requests);
    }

    [Theory]
    [InlineData("抱歉，您每小时最多访问该接口1次", 60)]
    [InlineData("抱歉，您每天最多访问该接口5次", 16 * 60)] // the vendor's midnight
    public async Task A_used_up_quota_says_when_to_go_on(string message, int minutes)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Refusal(40203, message);
        Assert.Equal(TimeSpan.FromMinutes(minutes), (await bench.FetchAsync()).Failure?.RetryAfter);
        Assert.Equal([("daily", TimeSpan.FromMinutes(minutes), false)], bench.Limiter.Blocks);
    }

    [Theory]
    [InlineData("抱歉，您每分钟最多访问该接口500次，权限的具体详情访问", 500, 1)]
    [InlineData("抱歉，您每小时最多访问该接口 20 次", 20, 60)]
    [InlineData("抱歉，您每天最多访问该接口5次", 5, 24 * 60)]
    [InlineData("抱歉，您每分钟访问太快", null, 1)]
    public async Task The_limit_that_a_refusal_names_is_learned(string message, int? requests, int minutes)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Refusal(40203, message);
        bench.Vendor.Table("""["ts_code","trade_date","close"]""", """[["a","20240102",1]]""");
        await bench.FetchAsync();
        Assert.Equal(requests is { } r ? [new RateWindow(r, TimeSpan.FromMinutes(minutes))] : [], bench.Limiter.Learned);
    }

    [Theory]
    [InlineData(40203, "抱歉，您每分钟最多访问该接口500次，权限的具体详情访问：https://tushare.pro/document/1?doc_id=108。")]
    [InlineData(40202, "访问过于频繁")]
    public async Task Being_too_fast_blocks_the_api_for_its_window_and_is_no_failed_try(int code, string message)
    {
        await using var bench = new HttpBench();
        for (var i = 0; i < 7; i++) bench.Vendor.Refusal(code, message);
        bench.Vendor.Table("""["ts_code","trade_date","close"]""", """[["a","20240102",1]]""");
        var result = await bench.FetchAsync();
        Assert.Equal((null, 8, 1L), (result.Failure?.Message, result.Requests, result.Rows));
        Assert.Equal(Enumerable.Repeat(("daily", TimeSpan.FromMinutes(1), false), 7), bench.Limiter.Blocks);
        Assert.Contains(bench.Waits, w => w.Delay == TimeSpan.FromMinutes(1) && w.Reason.Contains(message));
    }

    [Theory]
    [InlineData("服务器错误，请稍后再试！")]
    [InlineData("系统未知错误，欢迎上报！ 谢谢！request-id(1)")]
    public async Task Faults_of_the_server_are_asked_again(string message)
    {
        await using var bench = new HttpBench();
        bench.Vendor.Refusal(-1, message).Table("""["ts_code","trade_date","close"]""", """[["a","20240102",1]]""");
        var result = await bench.FetchAsync();
        Assert.Equal((null, 2), (result.Failure?.Message, result.Requests));
    }

    [Theory]
    [InlineData(null, "50 per 00:01:00 and API; 8000 per 1.00:00:00")]
    [InlineData(100, "50 per 00:01:00 and API; 8000 per 1.00:00:00")]
    [InlineData(2000, "200 per 00:01:00 and API; 100000 per 1.00:00:00 and API")]
    [InlineData(6000, "500 per 00:01:00 and API")]
    [InlineData(12000, "1000 per 00:01:00 and API")]
    public async Task Points_decide_the_windows(int? points, string expected)
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "tushare", Token = "env:TOKEN", Points = points });
        bench.Vendor.Table("[]", "[]");
        await bench.FetchAsync();
        var (source, api, windows) = Assert.Single(bench.Limiter.Acquired);
        Assert.Equal(("vendor", "daily", expected), (source, api, string.Join("; ", windows)));
    }

    [Fact]
    public async Task The_sources_own_address_zone_and_limits_win()
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "Tushare", Uri = "http://127.0.0.1:8001/", TimeZone = "Asia/Tokyo", Limits = [new(3, TimeSpan.FromSeconds(1))], Token = "env:TOKEN" });
        bench.Vendor.Table("[]", "[]");
        await bench.FetchAsync();
        Assert.Equal("http://127.0.0.1:8001/", bench.Vendor.Asked[0].Address.ToString());
        Assert.Equal("Asia/Tokyo", bench.Source.TimeZone.Id);
        Assert.Equal("yyyyMMdd", bench.Source.DateFormat);
        Assert.Equal([new(3, TimeSpan.FromSeconds(1))], bench.Limiter.Acquired[0].Windows);
    }

    [Fact]
    public async Task The_preview_masks_the_token_and_resolves_none()
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "Tushare", Token = "env:MISSING" });
        var text = bench.Source.Preview(HttpBench.Request(arguments: [("trade_date", new DateOnly(2024, 1, 2)), ("ts_code", "000001.SZ")]));
        Assert.Equal("""
            POST https://api.tushare.pro/
            {"api_name":"daily","token":"***","params":{"trade_date":"20240102","ts_code":"000001.SZ"},"fields":""}
            """, text, ignoreLineEndingDifferences: true);
        Assert.Empty(bench.Vendor.Asked);
    }
}
