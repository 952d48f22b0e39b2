using System.Text.Json.Nodes;
using DataSync.Sources.Http;
using Xunit;

namespace DataSync.Tests.Sources.Http;

/// <summary>How requests are made, repeated and redirected.</summary>
public sealed class RequestTests
{
    private static readonly Dataset Prices = new()
    {
        Name = "prices",
        ApiName = "v2/daily prices",
        Source = "vendor",
        Parameters = [new("code", DataType.String), new("day", DataType.Date), new("at", DataType.TimestampTz), new("n", DataType.Int64), new("month", DataType.Date) { Format = "yyyyMM" }],
        Columns = [new("c", DataType.String)],
    };

    private const string OneRow = """[{"c":"a"}]""";

    [Fact]
    public async Task Placeholders_fill_path_query_headers_and_form()
    {
        await using var bench = new HttpBench(settings: """
            {"method":"PUT","path":"{{dataset.api}}/{{arguments.code}}","query":{"...":"{{arguments}}","tag":["x","y"],"none":"{{page.cursor}}"},
             "headers":{"Authorization":"Bearer {{token}}","Content-Language":"zh"},"body":{"who":"{{dataset.name}} & co","n":1},"bodyFormat":"Form","timeZone":"Asia/Shanghai"}
            """, token: "s3cret");
        bench.Vendor.Json(OneRow);
        var result = await bench.FetchAsync(Prices, arguments: [("code", "a/b 1"), ("day", new DateOnly(2024, 1, 2)), ("at", new DateTime(2024, 1, 1, 16, 0, 0, DateTimeKind.Utc)), ("n", 5L), ("month", new DateOnly(2024, 3, 1))]);
        Assert.Null(result.Failure);
        var (method, address, headers, body) = Assert.Single(bench.Vendor.Asked);
        Assert.Equal("PUT", method);
        Assert.Equal("https://vendor.test/v1/v2/daily%20prices/a%2Fb%201?day=2024-01-02&at=2024-01-02%2000%3A00%3A00&n=5&month=202403&tag=x&tag=y", address.AbsoluteUri);
        Assert.Contains("Authorization: Bearer s3cret", headers);
        Assert.Equal("who=prices%20%26%20co&n=1", body);
    }

    [Fact]
    public async Task A_missing_argument_of_the_path_is_said_before_asking()
    {
        await using var bench = new HttpBench(settings: """{"path":"{{arguments.code}}"}""");
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((FailureCategory.BadArguments, 0), (result.Failure?.Category, result.Requests));
        Assert.Contains("code", result.Failure!.Advice);
    }

    [Fact]
    public async Task A_datasets_settings_lie_over_the_sources()
    {
        await using var bench = new HttpBench(settings: """{"path":"a","query":{"x":"1","y":"2"},"records":{"path":"$.rows"}}""");
        bench.Vendor.Json(OneRow);
        var own = Prices with { Settings = (JsonObject)JsonNode.Parse("""{"Path":"b","query":{"y":null,"z":"3"},"records":{"path":"$"},"limits":[{"requests":1,"per":"1h"}]}""")! };
        Assert.Null((await bench.FetchAsync(own)).Failure);
        Assert.Equal("https://vendor.test/v1/b?x=1&z=3", bench.Vendor.Asked[0].Address.AbsoluteUri);
        Assert.Equal([new(1, TimeSpan.FromHours(1))], bench.Limiter.Acquired[0].Windows);
    }

    [Fact]
    public async Task Columns_as_arrays_are_read_beside_their_status()
    {
        await using var bench = new HttpBench(settings: """{"records":{"shape":"Columns","path":"$"},"answer":{"code":"$.s","success":["ok"]}}""");
        bench.Vendor.Json("""{"c":["a","b"],"s":"ok","v":[1,2.5],"meta":{"x":[1,2,3]}}""");
        var result = await bench.FetchAsync(Prices);
        Assert.Null(result.Failure);
        Assert.Equal(["a", "b"], bench.Rows.Column("c"));
        Assert.Equal([1.0, 2.5], bench.Rows.Column("v"));
    }

    [Fact]
    public async Task Columns_of_different_length_are_fatal()
    {
        await using var bench = new HttpBench(settings: """{"records":{"shape":"Columns"}}""");
        bench.Vendor.Json("""{"c":["a","b"],"v":[1]}""");
        Assert.Contains("'v' has 1 values", (await bench.FetchAsync(Prices)).Failure?.Message);
    }

    [Fact]
    public async Task Objects_in_any_order_with_gaps_and_repeats_keep_their_rows()
    {
        await using var bench = new HttpBench(settings: "{}");
        bench.Vendor.Json("""[{"v":1},{"c":"b","v":2},{"v":3,"c":"x","c":"c"},{},{"c":"e"}]""");
        var result = await bench.FetchAsync(Prices);
        Assert.Null(result.Failure);
        Assert.Equal([null, "b", "c", null, "e"], bench.Rows.Column("c"));
        Assert.Equal([1L, 2L, 3L, null, null], bench.Rows.Column("v"));
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("Sat, 01 Jan 2000 00:01:30 GMT", 90)]
    public async Task Retry_after_is_honoured(string header, int seconds)
    {
        await using var bench = new HttpBench(settings: "{}");
        bench.Vendor.Json("{}", 429, ("Retry-After", header)).Json(OneRow);
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((null, 2), (result.Failure?.Message, result.Requests));
        Assert.Equal([("v2/daily prices", TimeSpan.FromSeconds(seconds), false)], bench.Limiter.Blocks);
    }

    [Fact]
    public async Task Retry_after_of_a_fault_is_the_wait_before_the_next_try()
    {
        await using var bench = new HttpBench(settings: "{}");
        bench.Vendor.Json("{}", 503, ("Retry-After", "17")).Json(OneRow);
        Assert.Null((await bench.FetchAsync(Prices)).Failure);
        Assert.Equal(TimeSpan.FromSeconds(17), Assert.Single(bench.Waits).Delay);
        Assert.Empty(bench.Limiter.Blocks);
    }

    [Fact]
    public async Task A_refusal_for_longer_than_is_waited_for_is_a_used_up_quota()
    {
        await using var bench = new HttpBench(settings: "{}");
        bench.Vendor.Json("{}", 429, ("Retry-After", "7200"));
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((FailureCategory.QuotaUsedUp, TimeSpan.FromHours(2), 1), (result.Failure?.Category, result.Failure?.RetryAfter, result.Requests));
        Assert.Single(bench.Limiter.Blocks);
    }

    [Fact]
    public async Task A_window_that_opens_too_late_is_a_used_up_quota_without_asking()
    {
        await using var bench = new HttpBench(settings: """{"limits":[{"requests":1,"per":"1d"}]}""");
        bench.Limiter.NextWait = TimeSpan.FromHours(5);
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((FailureCategory.QuotaUsedUp, TimeSpan.FromHours(5), 0), (result.Failure?.Category, result.Failure?.RetryAfter, result.Requests));
    }

    [Fact]
    public async Task Refusals_without_end_are_given_up()
    {
        await using var bench = new HttpBench(settings: """{"retry":{"rateLimitWaits":3}}""");
        bench.Vendor.Otherwise = _ => FakeVendor.Response("{}"u8.ToArray(), 429, "application/json", []);
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((FailureCategory.RateLimited, 4), (result.Failure?.Category, result.Requests));
    }

    [Fact]
    public async Task Waits_between_tries_grow_with_jitter_from_the_seed()
    {
        async Task<List<TimeSpan>> WaitsAsync()
        {
            await using var bench = new HttpBench(settings: """{"retry":{"attempts":6,"baseDelay":"2s","maxDelay":"20s"}}""");
            bench.Vendor.Otherwise = _ => FakeVendor.Response([], 500, "text/plain", []);
            Assert.Equal(6, (await bench.FetchAsync(Prices)).Requests);
            return [.. bench.Waits.Select(w => w.Delay)];
        }
        var waits = await WaitsAsync();
        Assert.Equal(5, waits.Count);
        Assert.True(waits[4] > waits[0]);
        Assert.All(waits, w => Assert.InRange(w, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
        Assert.Equal(waits, await WaitsAsync());
    }

    [Theory]
    [InlineData(307, "POST", "https://vendor.test/new")]
    [InlineData(308, "POST", "/new")]
    [InlineData(302, "GET", "/new")]
    [InlineData(303, "GET", "/new")]
    public async Task A_redirect_within_the_host_is_followed(int status, string method, string location)
    {
        await using var bench = new HttpBench(settings: """{"method":"POST","body":{"t":"{{token}}"}}""");
        bench.Vendor.Json("", status, ("Location", location)).Json(OneRow);
        Assert.Null((await bench.FetchAsync(Prices)).Failure);
        var asked = bench.Vendor.Asked[1];
        Assert.Equal((method, "https://vendor.test/new", method == "POST"), (asked.Method, asked.Address.AbsoluteUri, asked.Body is not null));
    }

    [Theory]
    [InlineData("https://evil.test/")]
    [InlineData("http://vendor.test/v1")]
    [InlineData("https://vendor.test:444/v1")]
    public async Task A_redirect_elsewhere_is_refused(string location)
    {
        await using var bench = new HttpBench(settings: """{"headers":{"key":"{{token}}"}}""");
        bench.Vendor.Json("", 301, ("Location", location));
        var result = await bench.FetchAsync(Prices);
        Assert.Equal((FailureCategory.Fatal, 1), (result.Failure?.Category, bench.Vendor.Asked.Count));
        Assert.Contains("another host", result.Failure!.Message);
    }

    [Fact]
    public async Task Redirects_in_circles_end()
    {
        await using var bench = new HttpBench(settings: "{}");
        bench.Vendor.Otherwise = _ => FakeVendor.Response([], 302, "text/plain", [("Location", "/v1")]);
        Assert.Contains("more than 5 times", (await bench.FetchAsync(Prices)).Failure?.Message);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_resolved_is_a_bad_token()
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "Tushare", Token = "env:MISSING" });
        var result = await bench.FetchAsync();
        Assert.Equal((FailureCategory.BadToken, 0), (result.Failure?.Category, result.Requests));
        Assert.Contains("MISSING", result.Failure!.Message);
    }

    [Fact]
    public async Task A_source_without_the_token_it_needs_says_how_to_give_one()
    {
        await using var bench = new HttpBench(new Source { Name = "vendor", Preset = "Tushare" });
        Assert.Contains("-Token", (await bench.FetchAsync()).Failure?.Advice);
    }

    [Theory]
    [InlineData(0, null, true, true)]
    [InlineData(40101, "您的token不对，请确认。", true, false)]
    [InlineData(2002, "没有权限", true, true)]
    [InlineData(40203, "抱歉，您每分钟最多访问该接口1次", true, null)]
    public async Task A_test_tells_reachable_and_authorized(int code, string? message, bool reachable, bool? authorized)
    {
        await using var bench = new HttpBench();
        if (code == 0) bench.Vendor.Table("""["exchange","cal_date"]""", """[["SSE","20240102"]]""");
        else bench.Vendor.Refusal(code, message!);
        var test = await bench.Source.TestAsync(CancellationToken.None);
        Assert.Equal((reachable, authorized, 2), (test.Reachable, test.Authorized, test.Limits.Count));
        Assert.Equal(message is null, test.Message is null);
        if (message is not null) Assert.Contains(message, test.Message);
        Assert.Contains("trade_cal", bench.Vendor.Asked[0].Body);
    }

    [Fact]
    public async Task A_test_of_what_does_not_answer_says_so_at_once()
    {
        await using var bench = new HttpBench();
        bench.Vendor.Fail(new HttpRequestException("Connection refused"));
        var test = await bench.Source.TestAsync(CancellationToken.None);
        Assert.Equal((false, null), (test.Reachable, test.Authorized));
        Assert.Contains("Connection refused", test.Message);
        Assert.Single(bench.Vendor.Asked);
    }

    [Theory]
    [InlineData(200, "[]", true)]
    [InlineData(404, "not here", true)]
    public async Task A_source_without_a_question_of_its_own_is_reachable_when_it_answers(int status, string body, bool reachable)
    {
        await using var bench = new HttpBench(settings: """{"headers":{"key":"{{token}}"}}""");
        bench.Vendor.Json(body, status);
        var test = await bench.Source.TestAsync(CancellationToken.None);
        Assert.Equal((reachable, null, null), (test.Reachable, test.Authorized, test.Message));
    }

    [Theory]
    [InlineData("""{"paging":{"mod":"None"}}""", "paging.mod", "no such setting")]
    [InlineData("""{"paging":{"mode":"Sideways"}}""", "paging.mode", "")]
    [InlineData("""{"body":{"x":["{{tokn}}"]}}""", "body.x[0]", "{{tokn}}")]
    [InlineData("""{"records":{"path":"data.items"}}""", "records.path", "JSON path")]
    [InlineData("""{"records":{"shape":"NamesAndRows"}}""", "records.names", "missing")]
    [InlineData("""{"errors":[{"code":"(","category":"Fatal"}]}""", "errors[0].code", "regular expression")]
    [InlineData("""{"errors":[{"status":"6xx","category":"Fatal"}]}""", "errors[0].status", "6xx")]
    [InlineData("""{"paging":{"mode":"OffsetLimit"}}""", "paging.mode", "page.offset")]
    [InlineData("""{"paging":{"mode":"Cursor"},"query":{"c":"{{page.cursor}}"}}""", "paging.cursor", "missing")]
    [InlineData("""{"timeZone":"Mars/Olympus"}""", "timeZone", "Mars/Olympus")]
    [InlineData("""{"retry":{"attempts":0}}""", "retry.attempts", "less than 1")]
    [InlineData("""{"timeout":"soon"}""", "timeout", "")]
    [InlineData("""{"limits":[{"requests":0,"per":"1m"}]}""", "limits", "window")]
    public void A_mistake_in_the_settings_names_the_setting(string settings, string setting, string words)
    {
        using var folder = new TempFolder();
        var source = new Source { Name = "vendor", Uri = "https://vendor.test", Settings = (JsonObject)JsonNode.Parse(settings)! };
        var error = Assert.Throws<DataSyncException>(() => new HttpSourceKind().Validate(source, DataSync.Catalog.Workspace.Create(folder.Path)));
        Assert.Equal("SettingInvalid", error.Id);
        Assert.Contains($"source 'vendor': setting {setting}:", error.Message);
        Assert.Contains(words, error.Message);
        Assert.NotNull(error.Advice);
    }

    [Theory]
    [InlineData("http://vendor.test", null, "env:T", "AddressInsecure")]
    [InlineData("http://vendor.test", """{"allowInsecure":true}""", "env:T", null)]
    [InlineData("http://vendor.test", null, null, null)]
    [InlineData("http://127.0.0.1:8080", null, "env:T", null)]
    [InlineData("ftp://vendor.test", null, null, "SettingInvalid")]
    [InlineData(null, null, null, "SettingInvalid")]
    public void A_token_does_not_travel_unencrypted(string? uri, string? settings, string? token, string? error)
    {
        using var folder = new TempFolder();
        var source = new Source { Name = "vendor", Uri = uri, Token = token, Settings = settings is null ? null : (JsonObject)JsonNode.Parse(settings)! };
        var thrown = Record.Exception(() => new HttpSourceKind().Validate(source, DataSync.Catalog.Workspace.Create(folder.Path)));
        Assert.Equal(error, (thrown as DataSyncException)?.Id);
    }

    [Fact]
    public void Presets_are_found_by_name_and_the_workspaces_win()
    {
        using var folder = new TempFolder();
        var workspace = DataSync.Catalog.Workspace.Create(folder.Path);
        Assert.Equal(["RestJson", "Tushare"], Presets.Names(workspace));
        foreach (var name in Presets.Names(workspace)) new HttpSourceKind().Validate(new Source { Name = "s", Preset = name, Uri = "https://vendor.test" }, workspace);
        Directory.CreateDirectory(folder["presets"]);
        File.WriteAllText(folder["presets/Tushare.json"], "{\n  \"uri\": ,\n}");
        var error = Assert.Throws<DataSyncException>(() => new HttpSourceKind().Validate(new Source { Name = "s", Preset = "Tushare" }, workspace));
        Assert.Contains("Tushare.json, line 2", error.Message);
        error = Assert.Throws<DataSyncException>(() => new HttpSourceKind().Validate(new Source { Name = "s", Preset = "Nobody" }, workspace));
        Assert.Contains("RestJson, Tushare", error.Advice);
        File.WriteAllText(folder["presets/mine.json"], """{"uri":"https://vendor.test","path":"{{nothing}}"}""");
        error = Assert.Throws<DataSyncException>(() => new HttpSourceKind().Validate(new Source { Name = "s", Preset = "mine" }, workspace));
        Assert.Contains("mine.json: setting path:", error.Message);
    }
}
