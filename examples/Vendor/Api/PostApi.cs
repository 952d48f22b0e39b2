using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;
using DataSync.Examples.Vendor.Data;
using DataSync.Examples.Vendor.Faults;

namespace DataSync.Examples.Vendor.Api;

/// <summary>The vendor's own API: one address, POST, business errors with status 200.</summary>
internal sealed class PostApi(VendorOptions options, Catalog catalog, RateWindows windows)
{
    private const int LargestOffset = 100_000;
    private readonly PageShift _shift = new(options);
    private readonly ConcurrentDictionary<(string Api, string Day, string Columns), Answer> _days = new();

    /// <summary>Renders every day of <c>daily</c> as an argument of a day alone asks for it.</summary>
    public void Prerender() => Parallel.ForEach(catalog.Market.Days, day =>
        AnswerTo(new PostRequest("daily", "", new([KeyValuePair.Create("trade_date", day)]), ""), catalog.ByApi["daily"]));

    public Answer AnswerTo(PostRequest? request)
    {
        if (request is null) return Refuse(-1000, "系统内部错误：请求体不是JSON");
        if (request.Fields is null) return Refuse(40101, "fields 列表类型");
        if (request.Token.Length == 0 || (options.Token is not null && request.Token != options.Token)) return Refuse(40101, "您的token不对，请核对后再试。");
        if (!catalog.ByApi.TryGetValue(request.Api, out var dataset)) return Refuse(50101, "请指定正确的接口名");
        if (options.DeniedApis.Contains(request.Api)) return Refuse(40203, $"抱歉，您没有接口({request.Api})访问权限，可提高积分后再试。");
        if (!windows.Take(request.Api, out _)) return Refuse(40203, $"抱歉，您每{Unit}最多访问该接口{options.RateLimit}次，可提高积分获得更高频次。");
        try
        {
            return AnswerTo(request, dataset);
        }
        catch (BadArgumentException)
        {
            return Refuse(50101, "查询数据失败，请确认参数！");
        }
    }

    private string Unit => options.RateUnit switch { RateUnit.Minute => "分钟", RateUnit.Hour => "小时", _ => "天" };

    private Answer AnswerTo(PostRequest request, VendorDataset dataset)
    {
        var arguments = request.Arguments;
        if (dataset.Demands.FirstOrDefault(d => arguments[d] is null) is { } missing) return Refuse(50101, $"必填参数, {missing}");
        if (dataset.DemandsOneOf.Count > 0 && dataset.DemandsOneOf.All(d => arguments[d] is null)) return Refuse(50101, "参数校验失败：至少填一个参数");
        var columns = Rows.Columns(dataset, request.Fields!, out var unknown);
        if (unknown is not null) return Refuse(-2001, $"接口{dataset.Api}不包含字段{unknown}");

        return WholeDay(dataset, arguments) is { } day
            ? _days.GetOrAdd((dataset.Api, day, string.Join(',', columns.Select(c => c.Name))), _ => Render(dataset, columns, arguments))
            : Render(dataset, columns, arguments);
    }

    /// <summary>The day asked for, where it is published and all its rows fit in the answer: such an answer is rendered once.</summary>
    private string? WholeDay(VendorDataset dataset, VendorArguments arguments)
    {
        var day = arguments.Only("trade_date");
        var fits = arguments.Number("offset", 0) == 0 && catalog.Market.Codes.Count <= Math.Min(arguments.Number("limit", int.MaxValue), options.RowCap);
        return fits && day is not null && catalog.Publication.Has(dataset.Api, day) ? day : null;
    }

    private Answer Render(VendorDataset dataset, IReadOnlyList<VendorColumn> columns, VendorArguments arguments)
    {
        var offset = arguments.Number("offset", 0);
        if (offset > LargestOffset) throw new BadArgumentException("offset");
        var paged = arguments["limit"] is not null || offset > 0;
        var limit = Math.Min(arguments.Number("limit", int.MaxValue), options.RowCap);
        var rows = dataset.Select(arguments).Skip(_shift.Of(offset)).Take((int)Math.Min(limit + 1L, int.MaxValue)).ToList();
        var more = rows.Count > limit;
        if (more) rows.RemoveAt(limit);

        var buffer = new Utf8Buffer(256 + rows.Count * columns.Count * 10);
        buffer.Raw("{\"request_id\":"u8);
        buffer.Text(Id($"{dataset.Api} {arguments} {offset} {rows.Count}"));
        buffer.Raw(",\"code\":0,\"msg\":\"\",\"data\":{\"fields\":["u8);
        foreach (var column in columns)
        {
            buffer.Text(column.Name);
            buffer.Raw(","u8);
        }

        buffer.TrimEnd((byte)',');
        buffer.Raw("],\"items\":["u8);
        Rows.WriteArrays(buffer, columns, rows);
        // Only who pages is told that rows are left: an answer cut at the cap looks like a whole one. The count is never filled.
        buffer.Raw(more && paged ? "],\"has_more\":true,\"count\":0}}"u8 : "],\"has_more\":false,\"count\":0}}"u8);
        return new Answer(200, buffer.ToArray(), Rows: rows.Count);
    }

    private static Answer Refuse(int code, string message) =>
        Answer.Json(200, new JsonObject { ["request_id"] = Id(message), ["code"] = code, ["msg"] = message, ["data"] = null }.ToJsonString(VendorOptions.Json)) with { Refused = code };

    private static string Id(string text) => Convert.ToHexStringLower(XxHash128.Hash(Encoding.UTF8.GetBytes(text)));
}
