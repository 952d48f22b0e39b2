using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace DataSync.Notifications.Webhook;

/// <summary>Signs requests with the notification's secret.</summary>
internal static class WebhookSigner
{
    public static Uri SignAddress(Uri address, WebhookSignature signature, string? secret, DateTimeOffset now)
    {
        if (signature != WebhookSignature.DingTalk || secret is null) return address;
        var stamp = now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var sign = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{stamp}\n{secret}")));
        var query = address.Query.TrimStart('?');
        return new UriBuilder(address) { Query = $"{query}{(query.Length > 0 ? "&" : "")}timestamp={stamp}&sign={Uri.EscapeDataString(sign)}" }.Uri;
    }

    public static JsonNode? SignBody(JsonNode? body, WebhookSignature signature, string? secret, DateTimeOffset now)
    {
        if (signature != WebhookSignature.Feishu || secret is null || body is not JsonObject holder) return body;
        var stamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        holder["timestamp"] = stamp;
        // the text to sign is the key here, and what is hashed is empty
        holder["sign"] = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes($"{stamp}\n{secret}"), Array.Empty<byte>()));
        return holder;
    }
}
