using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DataSync.Tests.Sources.Http;

/// <summary>Answers requests from a script, without a socket, and keeps what was asked.</summary>
internal sealed class FakeVendor : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<HttpRequestMessage, HttpResponseMessage>> _answers = [];

    /// <summary>What was asked: method, address, headers, body.</summary>
    public List<(string Method, Uri Address, string Headers, string? Body)> Asked { get; } = [];

    /// <summary>Answers when the script has ended; null: that is an error.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage>? Otherwise { get; set; }

    public FakeVendor Answer(Func<HttpRequestMessage, HttpResponseMessage> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public FakeVendor Json(string body, int status = 200, params (string Name, string Value)[] headers) => Answer(_ => Response(Encoding.UTF8.GetBytes(body), status, "application/json", headers));

    public FakeVendor Bytes(byte[] body, string mediaType = "application/json", params (string Name, string Value)[] headers) => Answer(_ => Response(body, 200, mediaType, headers));

    public FakeVendor Html(string body, int status = 200) => Answer(_ => Response(Encoding.UTF8.GetBytes(body), status, "text/html", []));

    public FakeVendor Fail(Exception exception) => Answer(_ => throw exception);

    /// <summary>An answer as the vendor of names and rows sends it.</summary>
    public FakeVendor Table(string fields, string items, string? hasMore = null) =>
        Json("{\"request_id\":\"" + Guid.NewGuid() + "\",\"code\":0,\"msg\":\"\",\"data\":{\"fields\":" + fields + ",\"items\":" + items + (hasMore is null ? "" : ",\"has_more\":" + hasMore) + "}}");

    /// <summary>A refusal as the vendor sends it.</summary>
    public FakeVendor Refusal(int code, string message) => Json($$"""{"code":{{code}},"msg":"{{message}}","data":null}""");

    public static HttpResponseMessage Response(byte[] body, int status, string mediaType, (string Name, string Value)[] headers)
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        response.Content.Headers.ContentType = new(mediaType);
        foreach (var (name, value) in headers)
            if (!response.Headers.TryAddWithoutValidation(name, value)) response.Content.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (Asked) Asked.Add((request.Method.Method, request.RequestUri!, request.Headers.ToString(), body));
        var answer = _answers.TryDequeue(out var next) ? next : Otherwise ?? throw new InvalidOperationException("The script of answers has ended.");
        var response = answer(request);
        response.RequestMessage = request;
        return response;
    }
}
