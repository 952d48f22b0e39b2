using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace DataSync.Examples.Vendor.Api;

/// <summary>An answer, rendered.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The bytes.</param>
/// <param name="ContentType">What they are.</param>
/// <param name="Rows">Rows in them.</param>
internal sealed record Answer(int Status, byte[] Body, string ContentType = "application/json; charset=utf-8", long Rows = 0)
{
    /// <summary>The code it refuses with; null where it does not.</summary>
    public int? Refused { get; init; }
    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public static Answer Json(int status, string json) => new(status, Encoding.UTF8.GetBytes(json));

    /// <summary>The answer with a mark of its version; without its body where that version is known already.</summary>
    public Answer OfVersion(string known)
    {
        var mark = $"\"{Convert.ToHexStringLower(SHA256.HashData(Body))[..16]}\"";
        var headers = new Dictionary<string, string>(Headers) { ["ETag"] = mark };
        return Status != 200 ? this : known == mark ? this with { Status = 304, Body = [], Headers = headers } : this with { Headers = headers };
    }

    public async Task SendAsync(HttpContext context, bool gzip)
    {
        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        var body = Body;
        // such an answer has no body, and no length of one
        if (Status == 304) return;
        if (gzip && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            body = Compress(body);
        }

        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted);
    }

    public static string Seconds(TimeSpan span) => Math.Max(1, (long)Math.Ceiling(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static byte[] Compress(byte[] body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(body);
        return packed.ToArray();
    }
}
