using System.Net;
using System.Text.Json;
using DataSync.Examples.Vendor;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Vendor.Tests;

public sealed class FaultTests
{
    private static readonly VendorOptions Small = new() { Stocks = 5, Days = 10, FaultRate = 1 };
    private static readonly object Day = new { trade_date = "20240104" };

    [Theory]
    [InlineData(Fault.Status500, typeof(HttpRequestException))]
    [InlineData(Fault.Reset, typeof(HttpRequestException))]
    [InlineData(Fault.Truncate, typeof(HttpRequestException))]
    [InlineData(Fault.Html, typeof(JsonException))]
    [InlineData(Fault.BrokenJson, typeof(JsonException))]
    public async Task Each_fault_is_what_a_client_would_meet(Fault fault, Type exception)
    {
        await using var vendor = await VendorServer.StartAsync(Small with { FaultKinds = [fault] });
        using var client = new VendorClient(vendor);
        Assert.IsType(exception, await Record.ExceptionAsync(() => client.PostAsync("daily", Day)), exactMatch: false);
        Assert.Equal(1, vendor.Stats.Faults[fault]);
        Assert.Equal((1, 0), (vendor.Stats.Requests, vendor.Stats.Rows));
    }

    [Fact]
    public async Task A_body_without_end_goes_on_until_the_client_leaves()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { FaultKinds = [Fault.Endless] });
        using var client = new VendorClient(vendor);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/trade_cal");
        using var response = await client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[8_000_000]);
    }

    [Fact]
    public async Task Compressed_answers_can_be_read_and_badly_compressed_ones_cannot()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { Gzip = true, FaultRate = 0 });
        using var http = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.All }) { BaseAddress = vendor.Uri };
        Assert.StartsWith("{", await http.GetStringAsync("api/v1/trade_cal"));
        vendor.Options = Small with { FaultKinds = [Fault.BadGzip] };
        Assert.NotNull(await Record.ExceptionAsync(() => http.GetStringAsync("api/v1/trade_cal")));
    }

    [Fact]
    public async Task A_hanging_request_ends_with_its_client()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { FaultKinds = [Fault.Hang] });
        using var client = new VendorClient(vendor);
        using var impatient = new CancellationTokenSource();
        var request = client.Http.GetAsync("api/v1/trade_cal", impatient.Token);
        await UntilAsync(() => vendor.Stats.Faults.Count == 1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await UntilAsync(() => vendor.Stats.Aborted == 1);
    }

    [Fact]
    public async Task Which_requests_fail_depends_on_the_seed_alone()
    {
        static async Task<string> FailuresAsync(int seed)
        {
            await using var vendor = await VendorServer.StartAsync(Small with { FaultRate = 0.3, FaultSeed = seed, FaultKinds = [Fault.Status500] });
            using var client = new VendorClient(vendor);
            var failures = "";
            for (var i = 0; i < 40; i++) failures += (await client.Http.GetAsync("api/v1/trade_cal")).IsSuccessStatusCode ? "." : "x";
            return failures;
        }

        var first = await FailuresAsync(1);
        Assert.InRange(first.Count(c => c == 'x'), 4, 24);
        Assert.Equal(first, await FailuresAsync(1));
        Assert.NotEqual(first, await FailuresAsync(2));
    }

    [Fact]
    public async Task Faults_can_be_for_one_slice_and_so_many_times_only()
    {
        await using var vendor = await VendorServer.StartAsync(Small with { FaultKinds = [Fault.Status500], FaultMatch = "trade_date=20240104", FaultLimit = 2 });
        using var client = new VendorClient(vendor);
        Assert.Equal(0, (await client.PostAsync("daily", new { trade_date = "20240103" })).Code());
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("daily", Day));
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("daily", Day));
        Assert.Equal(5, (await client.PostAsync("daily", Day)).Items().Count);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
