using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Secrets;

namespace DataSync.Notifications.Webhook;

/// <summary>Posts JSON to a web address: what chats and incident services take.</summary>
public sealed class WebhookNotification : INotificationKind
{
    private const int AnswerShown = 300;
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly Lazy<HttpMessageHandler> Network = new(() => new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(1) });

    /// <inheritdoc/>
    public string Name => "Webhook";
    /// <inheritdoc/>
    public string Description => "Posts JSON to a web address; presets for Slack, Teams, Feishu and DingTalk.";

    /// <inheritdoc/>
    public void Validate(Notification notification, Workspace workspace)
    {
        var settings = WebhookPresets.Read(notification, workspace);
        if (string.IsNullOrEmpty(notification.Address))
            throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}' has no address.", $"Set-DsNotification {notification.Name} -Address secret:NAME, or the address itself where it is no secret.");
        if (!NotificationContext.IsReference(notification.Address))
        {
            // the address may be the secret, so it is not repeated
            if (settings.AddressIsSecret)
                throw new DataSyncException("SecretReferenceInvalid", $"Notification '{notification.Name}': who knows an address of {settings.Preset} can write there, so it is a secret.", $"Set-DsSecret {notification.Name} keeps it; then -Address secret:{notification.Name}.");
            Parse(notification.Address, notification.Name);
        }
        if (settings.Signature != WebhookSignature.None && settings.Preset is null && notification.Secret is null)
            throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}': signature {settings.Signature} needs a secret.", "Give -Secret secret:NAME.");
        if (settings.Body is null) throw new DataSyncException("SettingInvalid", $"Notification '{notification.Name}' has no body.", $"Give -Preset ({string.Join(", ", WebhookPresets.Names(workspace))}) or -Template with the JSON to post.");
        var fields = Sample(workspace).Fields();
        MessageTemplate.Expand(settings.Body, fields);
        foreach (var (_, value) in settings.Headers) MessageTemplate.Expand(value, fields);
    }

    /// <inheritdoc/>
    public async Task<Failure?> SendAsync(Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken)
    {
        var settings = WebhookPresets.Read(notification, context.Workspace);
        var address = await context.ResolveAsync(notification.Address ?? "", cancellationToken);
        var secret = notification.Secret is { Length: > 0 } reference ? await context.Secrets.ResolveAsync(reference, cancellationToken) : null;
        var mask = new SecretMask(secret, NotificationContext.IsReference(notification.Address ?? "") ? address : null);
        var now = context.Time.GetUtcNow();
        using var request = new HttpRequestMessage(HttpMethod.Post, WebhookSigner.SignAddress(Parse(address, notification.Name), settings.Signature, secret, now));
        var body = WebhookSigner.SignBody(MessageTemplate.Expand(settings.Body, message.Fields()), settings.Signature, secret, now);
        request.Content = new StringContent(body?.ToJsonString(Relaxed) ?? "null", Encoding.UTF8, "application/json");
        foreach (var (name, value) in settings.Headers) request.Headers.TryAddWithoutValidation(name, MessageTemplate.Expand(value, message.Fields()));
        if (settings.Signature == WebhookSignature.Bearer && secret is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        // the handler is shared: a client is only its settings
        using var client = new HttpClient(context.Handler ?? Network.Value, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return Judge(response, await response.Content.ReadAsStringAsync(cancellationToken), settings, mask);
        }
        catch (HttpRequestException e)
        {
            return new Failure(FailureCategory.Transient, mask.Apply(e.Message));
        }
    }

    private static Failure? Judge(HttpResponseMessage response, string answer, WebhookSettings settings, SecretMask mask)
    {
        var shown = mask.Apply(answer.Length > AnswerShown ? answer[..AnswerShown] + "…" : answer).ReplaceLineEndings(" ");
        if (!response.IsSuccessStatusCode)
        {
            var transient = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)response.StatusCode >= 500;
            return new Failure(transient ? FailureCategory.Transient : FailureCategory.Fatal, $"The address answered {(int)response.StatusCode}: {shown}") { RetryAfter = response.Headers.RetryAfter?.Delta };
        }
        return settings.Accept is null || Fits(settings.Accept, answer) ? null
            : new Failure(FailureCategory.Fatal, $"The service refused the message: {shown}") { Advice = "A robot may ask for a keyword, a signature (-Secret) or known addresses: see its settings there." };
    }

    private static bool Fits(JsonObject accept, string answer)
    {
        try
        {
            return JsonNode.Parse(answer) is JsonObject given && accept.All(field => JsonNode.DeepEquals(field.Value, given[field.Key]));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Uri Parse(string address, string name) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri!
        : throw new DataSyncException("SettingInvalid", $"Notification '{name}': its address is no web address.", "Give https://…, or a reference to it: secret:NAME, env:NAME or file:path.");

    private static NotificationMessage Sample(Workspace workspace) => new() { Event = NotificationEvent.Test, Plan = "", Title = "", Text = "", Workspace = workspace.Root, At = default };
}
