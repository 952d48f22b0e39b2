using System.Net;
using System.Text;
using DataSync.Sync;

namespace DataSync.Tests;

/// <summary>A vendor in this process: each has a host name of its own, and answers what a test says. Requests to hosts that no test made fail as unreachable.</summary>
internal sealed class FakeVendor : IDisposable
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, FakeVendor> Vendors = new();
    private readonly Func<Uri, CancellationToken, Task<HttpResponseMessage>> _answer;
    private int _requests;

    static FakeVendor() => Services.Outside = new EngineServices { Handler = new Router() };

    private FakeVendor(Func<Uri, CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answer = answer;
        Vendors[Host] = this;
    }

    public string Host { get; } = $"vendor-{Guid.NewGuid():N}.test";
    public string Uri => $"https://{Host}/";
    public int Requests => _requests;

    /// <summary>A vendor that answers text.</summary>
    public static FakeVendor Of(Func<Uri, string> answer, string mediaType = "application/json") => new((uri, _) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer(uri), Encoding.UTF8, mediaType) }));

    /// <summary>A vendor that refuses all.</summary>
    public static FakeVendor Refusing(HttpStatusCode status) => new((_, _) => Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent("{}", Encoding.UTF8, "application/json") }));

    /// <summary>A vendor that never answers; says when it was asked and when the asker gave up.</summary>
    public static FakeVendor Silent(TaskCompletionSource asked, TaskCompletionSource left) => new(async (_, cancel) =>
    {
        asked.TrySetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        finally
        {
            left.TrySetResult();
        }
        throw new InvalidOperationException("A silent vendor answers nothing.");
    });

    /// <summary>Makes a source, a dataset of days and codes, and a store.</summary>
    public void Populate(Shell shell) => shell.Run("""
        param($uri)
        New-DsSource vendor -Preset RestJson -Uri $uri -TimeZone UTC
        New-DsDataset rates -Source vendor -Key day, code -Column day:Date, code, rate:Double -Parameter @{ Name = 'day'; Type = 'Date'; Format = 'yyyyMMdd'; Filter = 'day Equals' }, @{ Name = 'code'; Filter = 'code Equals' }
        New-DsStore lake -Kind Json -Path ./data
        """, Uri);

    /// <summary>Two rows of the day asked for.</summary>
    public static string Rows(Uri uri)
    {
        var day = System.Web.HttpUtility.ParseQueryString(uri.Query)["day"] ?? "20240101";
        return $$"""[{"day":"{{day}}","code":"a","rate":1.5},{"day":"{{day}}","code":"b","rate":null}]""";
    }

    public void Dispose() => Vendors.TryRemove(Host, out _);

    private sealed class Router : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!Vendors.TryGetValue(request.RequestUri!.Host, out var vendor)) throw new HttpRequestException(HttpRequestError.NameResolutionError, $"No such host: {request.RequestUri.Host}");
            Interlocked.Increment(ref vendor._requests);
            return Answer(vendor, request, cancellationToken);
        }

        private static async Task<HttpResponseMessage> Answer(FakeVendor vendor, HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await vendor._answer(request.RequestUri!, cancellationToken);
            response.RequestMessage = request;
            return response;
        }
    }
}
