using System.Globalization;
using System.Net;
using System.Text;

namespace DataSync.Conformance.Tests.Kills;

/// <summary>A vendor in the process: the same day has the same rows; one day has none, and later days have a column more.</summary>
internal sealed class EngineVendor(int nameLength) : HttpMessageHandler
{
    public const string EmptyDay = "20240105", GrowsFrom = "20240203";

    private int _requests;

    public int Requests => _requests;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        var day = request.RequestUri!.Query[^8..];
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(Answer(day), Encoding.UTF8, "application/json") });
    }

    private string Answer(string day)
    {
        if (day == EmptyDay) return "[]";
        var random = new Random(int.Parse(day, CultureInfo.InvariantCulture));
        var text = new StringBuilder("[");
        for (var i = 0; i < 12; i++)
        {
            var name = string.Create(nameLength, random, (span, r) => r.GetItems("abcdefghijklmnopqrstuvwxyz0123456789", span));
            var more = string.CompareOrdinal(day, GrowsFrom) >= 0 ? $",\"turnover\":{i}.5" : "";
            text.Append(CultureInfo.InvariantCulture, $"{(i > 0 ? "," : "")}{{\"ts_code\":\"C{i}\",\"trade_date\":\"{day}\",\"close\":{i}.25,\"vol\":{random.Next()},\"name\":\"{name}\"{more}}}");
        }
        return text.Append(']').ToString();
    }
}
