using System.Text.Json.Nodes;

namespace DataSync.Notifications.Webhook;

/// <summary>What a web request of a notification is made of; a preset's file has the same fields.</summary>
internal sealed record WebhookSettings
{
    /// <summary>The preset under these settings.</summary>
    public string? Preset { get; init; }
    /// <summary>Free text of a preset's file.</summary>
    public string? Description { get; init; }
    /// <summary>The JSON body, with <c>{{ field }}</c> in its texts.</summary>
    public JsonNode? Body { get; init; }
    /// <summary>Headers, whose texts may name fields.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
    /// <summary>Fields that a JSON answer has where the message was taken: some services answer 200 to what they refuse.</summary>
    public JsonObject? Accept { get; init; }
    /// <summary>How the notification's secret signs a request.</summary>
    public WebhookSignature Signature { get; init; }
    /// <summary>True where who knows the address may write there, so that it has to be given as a reference.</summary>
    public bool AddressIsSecret { get; init; }
}

/// <summary>How a request is signed.</summary>
internal enum WebhookSignature
{
    /// <summary>Not.</summary>
    None,
    /// <summary>The secret as a bearer token.</summary>
    Bearer,
    /// <summary>As DingTalk's robots want it: <c>timestamp</c> and <c>sign</c> in the query (open.dingtalk.com, "customize robot security settings").</summary>
    DingTalk,
    /// <summary>As Feishu's robots want it: <c>timestamp</c> and <c>sign</c> in the body (open.feishu.cn, "custom bot usage guide").</summary>
    Feishu,
}
