using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Rows;
using DataSync.Sources;

namespace DataSync.Conformance.Tests.Sources;

/// <summary>A web API, without a socket.</summary>
internal sealed class HttpSourceBench : SourceBench
{
    private const int PageRows = 20_000;
    private readonly Api _api = new();

    public override Dataset Missing => Dataset with { Settings = new JsonObject { ["path"] = "none" } };
    public override Source WithoutAccess => Definition() with { Uri = "https://refusing.test", Token = "env:WRONG", Settings = (JsonObject)JsonNode.Parse("""{ "path": "prices", "headers": { "X-Key": "{{token}}" } }""")! };
    public override Source Unreachable => Definition() with { Uri = "https://absent.test" };

    protected override Task<Source> DefineAsync() => Task.FromResult(Definition());

    protected override SourceContext Context() => base.Context() with { Handler = _api };

    public override Task<Dataset> CreateLargeAsync(int rows)
    {
        _api.LargeRows = rows;
        return Task.FromResult(new Dataset
        {
            Name = "large",
            Source = "bench",
            Columns = [new("code", DataType.String), new("n", DataType.Int64), new("price", DataType.Double)],
            Settings = (JsonObject)JsonNode.Parse("""{ "path": "large", "query": { "offset": "{{page.offset}}", "limit": "{{page.limit}}" }, "paging": { "mode": "OffsetLimit", "pageSize": 20000 } }""")!,
        });
    }

    private static Source Definition() => new() { Name = "bench", Kind = "Http", Uri = "https://vendor.test", Settings = (JsonObject)JsonNode.Parse("""{ "path": "prices", "query": { "...": "{{arguments}}" } }""")! };

    private sealed class Api : HttpMessageHandler
    {
        public int LargeRows { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!;
            if (address.Host == "absent.test") throw new HttpRequestException("No route to host");
            if (address.Host == "refusing.test") return Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized));
            var query = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=')).ToDictionary(p => p[0], p => Uri.UnescapeDataString(p[1]));
            return Task.FromResult(address.AbsolutePath switch
            {
                "/prices" => Json(new JsonArray([.. Values.Where(v => query.GetValueOrDefault("day") is not { } day || ((DateOnly)v[1]!).ToString("O") == day).Select(Row)]).ToJsonString()),
                "/large" => Json(Large(int.Parse(query["offset"]), int.Parse(query["limit"]))),
                _ => new HttpResponseMessage(HttpStatusCode.NotFound),
            });
        }

        private string Large(int offset, int limit)
        {
            var text = new StringBuilder("[");
            for (var n = offset; n < Math.Min(LargeRows, offset + Math.Min(limit, PageRows)); n++) text.Append(n > offset ? "," : "").Append("{\"code\":\"c").Append(n % 1000).Append("\",\"n\":").Append(n).Append(",\"price\":").Append(n).Append(".25}");
            return text.Append(']').ToString();
        }

        private static HttpResponseMessage Json(string text) => new() { Content = new StringContent(text, Encoding.UTF8, "application/json") };

        private static JsonNode Row(object?[] values) => new JsonObject(Rows.Columns.Zip(values, (c, v) => KeyValuePair.Create(c.Name, v is null ? null : v switch
        {
            bool truth => JsonValue.Create(truth),
            long number => JsonValue.Create(number),
            double number => JsonNode.Parse(JsonSerializer.Serialize(number)),
            _ => (JsonNode)JsonValue.Create(ValueConverter.ToText(v, c.Type)),
        })));
    }
}
