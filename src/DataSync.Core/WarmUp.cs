using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Limits;
using DataSync.Sources;
using DataSync.State;
using DataSync.Sync;

namespace DataSync;

/// <summary>
/// Does once, in memory, what the first run of a process does: reads definitions, opens the state, asks a vendor for two rows. The runtime takes a fifth of a second to ready that
/// code when it is first called, which a program spares its users where it begins this on another core while PowerShell starts.
/// </summary>
internal static class WarmUp
{
    private const string Settings = """
        {
          "method": "POST", "body": { "params": { "...": "{{arguments}}", "limit": "{{page.limit}}", "offset": "{{page.offset}}" }, "fields": "{{columns}}" },
          "records": { "shape": "NamesAndRows", "names": "$.data.fields", "path": "$.data.items" }, "answer": { "code": "$.code", "message": "$.msg", "success": [ "0" ] },
          "paging": { "mode": "OffsetLimit", "hasMore": "$.data.has_more" }, "errors": [ { "message": "later", "category": "RateLimited", "window": "1m" } ]
        }
        """;
    private const string Answer = """{"code":0,"msg":"","data":{"fields":["code","day","price"],"items":[["A","2024-01-02",1.5],["B","2024-01-02",null]],"has_more":false}}""";

    /// <summary>Ends without an error, whatever happens: what cannot be done here is told where it matters.</summary>
    public static async Task RunAsync()
    {
        try
        {
            await AskAsync();
        }
        catch (Exception)
        {
            // see above
        }
    }

    /// <summary>The work itself.</summary>
    /// <returns>What came of the request.</returns>
    internal static async Task<FetchResult> AskAsync()
    {
        var source = Again(new Source { Name = "warm-up", Uri = "http://warm-up.invalid/", Limits = [new(1000, TimeSpan.FromMinutes(1))], Settings = (JsonObject)JsonNode.Parse(Settings)! });
        var dataset = Again(new Dataset
        {
            Name = "warm-up",
            Source = source.Name,
            Parameters = [new("day", DataType.Date)],
            Columns = [new("code", DataType.String), new("day", DataType.Date), new("price", DataType.Double)],
            Key = ["code", "day"],
        });
        Again(new Store { Name = "warm-up" });
        Again(new Plan { Name = "warm-up", Dataset = dataset.Name });
        JsonSerializer.Serialize(new Run());

        using var limiter = new SqliteRateLimiter(new StateDatabase(":memory:"), TimeProvider.System);
        using var vendor = new Vendor();
        await using var opened = new EngineServices { Handler = vendor }.Open(source, Workspace.Nowhere, limiter);
        await using var stage = new SliceStage(new StagingBudget(long.MaxValue), "");
        var request = new FetchRequest { Dataset = dataset, Arguments = new Dictionary<string, object> { ["day"] = new DateOnly(2024, 1, 2) } };
        var result = await opened.FetchAsync(request, stage, SilentObserver.Instance, CancellationToken.None);
        await stage.FinishAsync(CancellationToken.None);
        return result;
    }

    private static T Again<T>(T item) => CatalogJson.Parse<T>(CatalogJson.Write(item), "");

    private sealed class Vendor : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Answer, null, "application/json") });
    }
}
