using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Api;

/// <summary>
/// The same data as a plain GET API: <c>/api/v1/{name}?{arguments}&amp;fields=&amp;shape=records|columns&amp;paging=offset|page|cursor|link|more</c>,
/// with <c>limit</c> and <c>offset</c>, <c>page</c> or <c>cursor</c>. Errors are HTTP statuses; the token is a bearer token, <c>X-Api-Key</c> or <c>apikey</c>.
/// </summary>
internal sealed class GetApi(VendorOptions options, Catalog catalog, RateWindows windows)
{
    /// <summary>Rows on a page where the request does not say.</summary>
    public const int PageSize = 500;
    private static readonly string[] Own = ["fields", "shape", "paging", "limit", "offset", "page", "cursor", "apikey"];

    public Answer AnswerTo(string name, HttpRequest request)
    {
        if (options.Token is not null && Token(request) != options.Token) return Error(401, "unauthorized", "The token is missing or wrong.");
        if (!catalog.ByApi.TryGetValue(name, out var dataset)) return Error(404, "not_found", $"There is no dataset '{name}'.");
        if (options.DeniedApis.Contains(name)) return Error(403, "forbidden", $"The account may not read '{name}'.");
        if (!windows.Take("GET " + name, out var wait))
            return Error(429, "rate_limited", $"At most {options.RateLimit} requests in {options.RateWindow.TotalSeconds:0.###} s.") with { Headers = new Dictionary<string, string> { ["Retry-After"] = Answer.Seconds(wait) } };
        try
        {
            return Page(dataset, request);
        }
        catch (BadArgumentException e)
        {
            return Error(400, "bad_argument", e.Message);
        }
    }

    /// <summary>The arguments of a request without those of paging and form.</summary>
    public static VendorArguments Filters(HttpRequest request) => new(All(request).Where(p => !Own.Contains(p.Key)));

    private Answer Page(VendorDataset dataset, HttpRequest request)
    {
        var given = new VendorArguments(All(request));
        var filters = Filters(request);
        if (dataset.Demands.FirstOrDefault(d => filters[d] is null) is { } missing) return Error(400, "missing_argument", $"{missing} is required.");
        var columns = Rows.Columns(dataset, given["fields"] ?? "", out var unknown);
        if (unknown is not null) return Error(400, "unknown_field", $"There is no field '{unknown}'.");

        var paging = given["paging"] ?? "offset";
        var limit = Math.Clamp(given.Number("limit", PageSize), 1, options.RowCap);
        var offset = paging switch
        {
            "page" => (Math.Max(1, given.Number("page", 1)) - 1) * limit,
            "cursor" => given["cursor"] is { } cursor ? FromCursor(cursor) : 0,
            _ => given.Number("offset", 0),
        };
        var all = dataset.Select(filters).ToList();
        var rows = all.Skip(offset).Take(limit).ToList();
        var next = offset + limit < all.Count ? offset + limit : (int?)null;

        var buffer = new Utf8Buffer(256 + rows.Count * columns.Count * 24);
        buffer.Raw("{\"data\":"u8);
        if (given["shape"] == "columns")
        {
            buffer.Raw("{"u8);
            Rows.WriteColumns(buffer, columns, rows);
            buffer.Raw("}"u8);
        }
        else
        {
            buffer.Raw("["u8);
            Rows.WriteObjects(buffer, columns, rows);
            buffer.Raw("]"u8);
        }

        var headers = new Dictionary<string, string>();
        switch (paging)
        {
            case "page":
                buffer.Raw($",\"page\":{offset / limit + 1},\"pages\":{(all.Count + limit - 1) / limit},\"total\":{all.Count}");
                break;
            case "cursor":
                buffer.Raw(next is { } n ? $",\"next_cursor\":\"{headers["X-Next-Cursor"] = ToCursor(n)}\"" : ",\"next_cursor\":null");
                break;
            case "link":
                var link = next is { } o ? Link(request, o) : null;
                if (link is not null) headers["Link"] = $"<{link}>; rel=\"next\"";
                buffer.Raw(link is null ? ",\"next\":null" : $",\"next\":\"{link}\"");
                break;
            case "more":
                buffer.Raw(next is null ? ",\"has_more\":false" : ",\"has_more\":true");
                break;
            default:
                buffer.Raw($",\"offset\":{offset},\"limit\":{limit},\"total\":{all.Count}");
                break;
        }

        buffer.Raw("}"u8);
        return new Answer(200, buffer.ToArray(), Rows: rows.Count) { Headers = headers };
    }

    private static IEnumerable<KeyValuePair<string, string>> All(HttpRequest request) => request.Query.Select(p => KeyValuePair.Create(p.Key, p.Value.ToString()));

    private static string? Token(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return header["Bearer ".Length..];
        return request.Headers.TryGetValue("X-Api-Key", out var key) ? key.ToString() : request.Query["apikey"].ToString();
    }

    // The next address names no token: who follows it says the token again.
    private static string Link(HttpRequest request, int offset) =>
        $"{request.Scheme}://{request.Host}{request.Path}" + QueryString.Create(All(request).Where(p => p.Key is not ("offset" or "apikey")).Append(new("offset", offset.ToString(CultureInfo.InvariantCulture)))!);

    private static string ToCursor(int offset) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"row:{offset}"));

    private static int FromCursor(string cursor)
    {
        try
        {
            var text = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor));
            if (text.StartsWith("row:", StringComparison.Ordinal) && int.TryParse(text.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var offset)) return offset;
        }
        catch (FormatException)
        {
            // Not base64: as little a cursor of ours as what decodes to something else.
        }

        throw new BadArgumentException("cursor");
    }

    private static Answer Error(int status, string code, string message) =>
        Answer.Json(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString(VendorOptions.Json)) with { Refused = status };
}
