using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace DataSync.Tests.Notifications;

/// <summary>A chat service that keeps what it is sent, and answers what a test says.</summary>
internal sealed class FakeChat : HttpMessageHandler
{
    private int _requests;

    public ConcurrentQueue<(Uri Address, string Body, string? Authorization)> Messages { get; } = [];
    public Func<int, HttpResponseMessage> Answer { get; set; } = _ => Json("{}");

    public static HttpResponseMessage Json(string text, HttpStatusCode status = HttpStatusCode.OK) => new(status) { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Messages.Enqueue((request.RequestUri!, await request.Content!.ReadAsStringAsync(cancellationToken), request.Headers.Authorization?.ToString()));
        return Answer(Interlocked.Increment(ref _requests));
    }
}
