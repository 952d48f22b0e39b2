using System.Text;
using System.Text.Json;

namespace DataSync.Benchmarks.Work;

/// <summary>Downloads the days as every peer does: eight at once.</summary>
internal sealed class VendorClient(Uri vendor) : IDisposable
{
    private const int AtOnce = 8;
    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = AtOnce, UseProxy = false }) { BaseAddress = vendor };

    /// <summary>Asks for every trade day and hands each body over as a stream.</summary>
    public async Task ForEachDayAsync(Func<string, Stream, CancellationToken, Task> use)
    {
        await Parallel.ForEachAsync(await TradeDaysAsync(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (day, cancellationToken) =>
        {
            using var request = Request("daily", $$"""{"trade_date":"{{day}}"}""");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var body = await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken);
            await use(day, body, cancellationToken);
        });
    }

    public void Dispose() => _http.Dispose();

    private async Task<string[]> TradeDaysAsync()
    {
        using var request = Request("trade_cal", """{"is_open":"1"}""");
        using var response = await _http.SendAsync(request);
        using var answer = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync());
        return [.. answer.RootElement.GetProperty("data").GetProperty("items").EnumerateArray().Select(row => row[1].GetString()!)];
    }

    private static HttpRequestMessage Request(string api, string arguments) => new(HttpMethod.Post, "")
    {
        Content = new StringContent($$"""{"api_name":"{{api}}","token":"benchmark","params":{{arguments}},"fields":""}""", Encoding.UTF8, "application/json"),
    };
}
