using System.Net;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Notifications;
using DataSync.Secrets;
using Xunit;

namespace DataSync.Tests.Notifications;

public sealed class WebhookTests : IDisposable
{
    private const string Address = "https://chat.test/hook/s3cret-t0ken?x=1";
    private readonly TempFolder _folder = new();
    private readonly FakeChat _chat = new();
    private readonly Workspace _workspace;
    private readonly SkippingTime _time = new(TimeSpan.FromSeconds(30));

    public WebhookTests() => _workspace = Workspace.Create(_folder.Path);

    public void Dispose()
    {
        _chat.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Slack", """{"text":"*T \"q\"*\nline 1\nline 2"}""")]
    [InlineData("Feishu", """{"msg_type":"text","content":{"text":"T \"q\"\nline 1\nline 2"}}""")]
    [InlineData("DingTalk", """{"msgtype":"text","text":{"content":"T \"q\"\nline 1\nline 2"}}""")]
    public async Task Presets_post_what_their_services_take(string preset, string expected)
    {
        _chat.Answer = _ => FakeChat.Json("""{"code":0,"errcode":0}""");
        Assert.Null(await SendAsync(Of(preset)));
        var (address, body, _) = Assert.Single(_chat.Messages);
        Assert.Equal(Address, address.ToString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(body)), body);
    }

    [Fact]
    public async Task Teams_gets_an_adaptive_card()
    {
        Assert.Null(await SendAsync(Of("Teams")));
        var card = JsonNode.Parse(Assert.Single(_chat.Messages).Body)!["attachments"]![0]!["content"]!;
        Assert.Equal(("AdaptiveCard", "T \"q\"", "line 1\nline 2"), (card["type"]!.ToString(), card["body"]![0]!["text"]!.ToString(), card["body"]![1]!["text"]!.ToString()));
    }

    /// <summary>The signatures of the services' own documentation, with a fixed clock.</summary>
    [Fact]
    public async Task Robots_that_ask_for_a_signature_get_it()
    {
        _chat.Answer = _ => FakeChat.Json("""{"code":0,"errcode":0}""");
        var stamp = _time.GetUtcNow();
        Assert.Null(await SendAsync(Of("DingTalk") with { Secret = "env:KEY" }));
        Assert.Null(await SendAsync(Of("Feishu") with { Secret = "env:KEY" }));
        var query = System.Web.HttpUtility.ParseQueryString(_chat.Messages.First().Address.Query);
        var milliseconds = stamp.ToUnixTimeMilliseconds();
        Assert.Equal(("1", $"{milliseconds}", Hmac("key", $"{milliseconds}\nkey")), (query["x"], query["timestamp"], query["sign"]));
        var body = JsonNode.Parse(_chat.Messages.Last().Body)!;
        var seconds = stamp.ToUnixTimeSeconds();
        Assert.Equal(($"{seconds}", Hmac($"{seconds}\nkey", "")), (body["timestamp"]!.ToString(), body["sign"]!.ToString()));
    }

    private static string Hmac(string key, string text) => Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key), System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task A_service_that_is_busy_is_asked_again_and_one_that_refuses_is_not()
    {
        _chat.Answer = n => n < 3 ? FakeChat.Json("", HttpStatusCode.ServiceUnavailable) : FakeChat.Json("{}");
        Assert.Null(await SendAsync(Of("Slack")));
        Assert.Equal(3, _chat.Messages.Count);

        _chat.Messages.Clear();
        _chat.Answer = _ => FakeChat.Json($"no such hook {Address}", HttpStatusCode.NotFound);
        var failure = await SendAsync(Of("Slack"));
        Assert.Equal("The address answered 404: no such hook ***", failure!.Message);
        Assert.Single(_chat.Messages);

        _chat.Answer = _ => FakeChat.Json("""{"errcode":310000,"errmsg":"keywords not in content"}""");
        failure = await SendAsync(Of("DingTalk"));
        Assert.Contains("310000", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("-Secret", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_and_headers_of_ones_own()
    {
        var notification = new Notification
        {
            Name = "own",
            Kind = "Webhook",
            Address = "https://pager.test/",
            Secret = "env:KEY",
            Settings = JsonNode.Parse("""{"Body":{"summary":"{{ plan }}/{{event}}","n":1},"headers":{"X-Team":"{{ machine }}"},"signature":"Bearer"}""")!.AsObject(),
        };
        NotificationKinds.Get("Webhook").Validate(notification, _workspace);
        Assert.Null(await SendAsync(notification));
        var (_, body, authorization) = Assert.Single(_chat.Messages);
        Assert.Equal(("""{"summary":"daily/Failed","n":1}""", "Bearer key"), (body, authorization));
    }

    [Theory]
    [InlineData("""{"preset":"Slack"}""", "https://chat.test/x", "SecretReferenceInvalid")]
    [InlineData("""{"preset":"Nope"}""", "env:ADDRESS", "PresetNotFound")]
    [InlineData("""{"body":{"a":"{{ nothing }}"}}""", "https://x.test/", "TemplateFailed")]
    [InlineData("""{"preset":"Json","colour":1}""", "https://x.test/", "SettingInvalid")]
    [InlineData("""{"preset":"Json"}""", "ftp://x.test/", "SettingInvalid")]
    [InlineData("""{"preset":"Json"}""", null, "SettingInvalid")]
    [InlineData("""{}""", "https://x.test/", "SettingInvalid")]
    public void A_definition_that_is_wrong_is_refused(string settings, string? address, string id)
    {
        var notification = new Notification { Name = "n", Kind = "Webhook", Address = address, Settings = JsonNode.Parse(settings)!.AsObject() };
        var error = Assert.Throws<DataSyncException>(() => NotificationKinds.Get("Webhook").Validate(notification, _workspace));
        Assert.Equal(id, error.Id);
        if (address is not null) Assert.DoesNotContain(address, error.Message + error.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preset_of_the_workspace_is_found()
    {
        Directory.CreateDirectory(_folder["notifications/presets"]);
        File.WriteAllText(_folder["notifications/presets/Mine.json"], """{"body":{"t":"{{ title }}"}}""");
        NotificationKinds.Get("Webhook").Validate(new Notification { Name = "n", Kind = "Webhook", Address = "https://x.test/", Settings = new() { ["preset"] = "mine" } }, _workspace);
    }

    private static Notification Of(string preset) => new() { Name = "n", Kind = "Webhook", Address = "env:ADDRESS", Settings = new() { ["preset"] = preset } };

    private Task<Failure?> SendAsync(Notification notification) => NotificationSender.SendAsync(notification, new NotificationMessage
    {
        Event = NotificationEvent.Failed,
        Plan = "daily",
        Title = "T \"q\"",
        Text = "line 1\nline 2",
        Workspace = _folder.Path,
        At = _time.GetUtcNow().UtcDateTime,
    }, new NotificationContext { Workspace = _workspace, Secrets = new SecretResolver(_workspace, name => name == "KEY" ? "key" : Address), Time = _time, Handler = _chat }, CancellationToken.None);
}
