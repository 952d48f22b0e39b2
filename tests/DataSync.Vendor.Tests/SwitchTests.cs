using System.Net.Http.Json;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor;

namespace DataSync.Vendor.Tests;

public sealed class SwitchTests
{
    private static readonly VendorOptions Small = new() { Stocks = 5, Days = 10 };
    private static readonly object Day = new { trade_date = "20240104" };

    [Fact]
    public async Task A_late_day_comes_after_it_was_asked_for_and_an_unpublished_one_when_it_is_published()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { LateDays = [new(2024, 1, 4)], LateAsks = 2 });
        using var client = new VendorClient(vendor);
        Assert.Empty((await client.PostAsync("daily", Day)).Items());
        Assert.Empty((await client.PostAsync("daily", Day)).Items());
        Assert.Equal(5, (await client.PostAsync("daily", Day)).Items().Count);

        vendor.Options = Small with { PublishedThrough = new(2024, 1, 3) };
        Assert.Empty((await client.PostAsync("daily", Day)).Items());
        vendor.Options = Small;
        Assert.Equal(5, (await client.PostAsync("daily", Day)).Items().Count);
    }

    [Fact]
    public async Task A_restated_day_has_other_volumes_and_the_same_prices()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var first = await client.PostAsync("daily", Day, "close,vol");
        vendor.Options = Small with { RestatedDays = [new(2024, 1, 4)] };
        var second = await client.PostAsync("daily", Day, "close,vol");
        Assert.All(first.Items().Zip(second.Items()), p => Assert.Equal((double)p.First![0]!, (double)p.Second![0]!));
        Assert.All(first.Items().Zip(second.Items()), p => Assert.NotEqual((double)p.First![1]!, (double)p.Second![1]!));
    }

    [Fact]
    public async Task A_snapshot_changes_with_its_version()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var first = await client.PostTextAsync("stock_pool");
        vendor.Options = Small with { SnapshotVersion = 1 };
        Assert.NotEqual(first, await client.PostTextAsync("stock_pool"));
    }

    [Fact]
    public async Task A_renamed_column_keeps_its_values_and_words()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var before = await client.PostAsync("daily", Day, "vol");
        vendor.Options = Small with { RenamedColumns = ["daily.vol:volume"] };
        var after = await client.PostAsync("daily", Day, "volume");
        Assert.Equal(["volume"], after.Fields());
        Assert.Equal(before.Items().ToJsonString(), after.Items().ToJsonString());
    }

    [Fact]
    public async Task Columns_are_added_dropped_and_retyped_in_answers_and_pages()
    {
        await using var vendor = await VendorServer.StartAsync(Small with
        {
            AddedColumns = ["daily.turnover:float", "daily.note:str"],
            DroppedColumns = ["daily.amount"],
            RetypedColumns = ["daily.vol:str:手", "daily.change:str"],
        });
        using var client = new VendorClient(vendor);
        var answer = await client.PostAsync("daily", Day);
        Assert.Equal(["ts_code", "trade_date", "open", "high", "low", "close", "pre_close", "change", "pct_chg", "vol", "turnover", "note"], answer.Fields());
        Assert.EndsWith("手", (string)answer.Items()[0]![9]!);
        Assert.True(double.TryParse((string)answer.Items()[0]![7]!, System.Globalization.CultureInfo.InvariantCulture, out _));

        var page = await client.Http.GetStringAsync("wctapi/documents/27.md");
        Assert.Contains("vol | str |", page);
        Assert.Contains("turnover | float |", page);
        Assert.DoesNotContain("amount |", page);
        Assert.Contains("<td>turnover</td>", await client.Http.GetStringAsync("document/2?doc_id=27"));
    }

    [Fact]
    public async Task Nulls_come_as_often_as_asked()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { Stocks = 200, NullRate = 0.25 });
        using var client = new VendorClient(vendor);
        var cells = (await client.PostAsync("daily", Day)).Items().SelectMany(r => r!.AsArray().Skip(2)).ToList();
        Assert.InRange(cells.Count(c => c is null) / (double)cells.Count, 0.2, 0.3);
    }

    [Fact]
    public async Task Another_process_sets_options_by_name_and_a_wrong_name_is_refused()
    {
        await using var vendor = await VendorServer.StartAsync(Small);
        using var client = new VendorClient(vendor);
        var answer = await client.Http.PostAsJsonAsync("control", new { stocks = 7, deniedApis = "income,daily_basic", rateUnit = "hour", restatedDays = new[] { "2024-01-04" } });
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal((7, RateUnit.Hour, 2), (vendor.Options.Stocks, vendor.Options.RateUnit, vendor.Options.DeniedApis.Count));
        Assert.Equal(7, (await client.PostAsync("daily", Day)).Items().Count);

        var refused = await client.Http.PostAsJsonAsync("control", new { stonks = 7 });
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("stonks", await refused.Content.ReadAsStringAsync());
        Assert.Equal(1, (int)(await client.GetAsync("stats"))["requests"]!);
        await client.Http.PostAsync("stats/reset", null);
        Assert.Equal(0, vendor.Stats.Requests);
    }

    [Fact]
    public void The_command_line_names_options_in_kebab_case()
    {
        var options = CommandLine.Parse(["--stocks", "9", "--rate-window-seconds", "2.5", "--late-days", "2024-01-03,2024-01-04", "--fault-kinds", "html,endless", "--token", "123", "--gzip", "true"]);
        Assert.Equal((9, TimeSpan.FromSeconds(2.5), "123", true), (options.Stocks, options.RateWindow, options.Token, options.Gzip));
        Assert.Equal([new DateOnly(2024, 1, 3), new DateOnly(2024, 1, 4)], options.LateDays);
        Assert.Throws<ArgumentException>(() => CommandLine.Parse(["--stonks", "9"]));
        Assert.Throws<ArgumentException>(() => CommandLine.Parse(["--stocks", "many"]));
        Assert.Throws<ArgumentException>(() => CommandLine.Parse(["--stocks"]));
    }

    [Fact]
    public void Every_option_can_be_written_as_json()
    {
        var written = System.Text.Json.JsonSerializer.SerializeToNode(new VendorOptions(), VendorOptions.Json)!.AsObject();
        Assert.Equal(written.ToJsonString(), System.Text.Json.JsonSerializer.SerializeToNode(new VendorOptions().With((JsonObject)written.DeepClone()), VendorOptions.Json)!.ToJsonString());
    }
}
