using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Notifications;
using DataSync.Secrets;
using Xunit;

namespace DataSync.Tests.Notifications;

/// <summary>Mails, sent to a small server of this test's.</summary>
public sealed class EmailTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Workspace _workspace;
    private readonly SkippingTime _time = new(TimeSpan.FromSeconds(30));

    public EmailTests() => _workspace = Workspace.Create(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_mail_is_handed_over_after_the_login()
    {
        using var server = new SmtpServer("235 welcome");
        Assert.Null(await SendAsync(Of(server, """{"from":"DataSync <ds@a.test>","to":["ops@b.test","me@c.test"],"user":"ds","tls":"None"}""")));
        var said = await server.Said;
        Assert.Contains($"AUTH PLAIN {Convert.ToBase64String("\0ds\0key"u8)}", said, StringComparison.Ordinal);
        foreach (var line in (string[])["MAIL FROM:<ds@a.test>", "RCPT TO:<ops@b.test>", "RCPT TO:<me@c.test>", "Auto-Submitted: auto-generated"]) Assert.Contains(line, said, StringComparison.Ordinal);
        Assert.Contains("Subject: DataSync: plan daily failed", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_login_that_is_refused_is_told_without_the_password()
    {
        using var server = new SmtpServer("535 no");
        var failure = await SendAsync(Of(server, """{"from":"ds@a.test","to":["ops@b.test"],"user":"ds","tls":"None"}"""));
        Assert.Equal(FailureCategory.Permission, failure!.Category);
        Assert.DoesNotContain("key", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_TLS_gets_no_password_unless_told_so()
    {
        using var server = new SmtpServer("235 welcome");
        var failure = await SendAsync(Of(server, """{"from":"ds@a.test","to":["ops@b.test"],"user":"ds"}"""));
        Assert.Equal(FailureCategory.Permission, failure!.Category);
        Assert.DoesNotContain("AUTH", await server.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_tried_again()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var failure = await SendAsync(new Notification { Name = "mail", Kind = "Email", Address = $"127.0.0.1:{port}", Settings = JsonNode.Parse("""{"from":"ds@a.test","to":["ops@b.test"]}""")!.AsObject() });
        Assert.Equal(FailureCategory.Transient, failure!.Category);
        Assert.Contains($"127.0.0.1:{port}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("smtp.a.test", """{"from":"ds@a.test"}""", "nobody")]
    [InlineData("smtp.a.test", """{"from":"","to":["ops@b.test"]}""", "no mail address")]
    [InlineData("smtp.a.test", """{"from":"ds@a.test","to":["ops@b.test"],"user":"ds"}""", "no password")]
    [InlineData("http://smtp.a.test/", """{"from":"ds@a.test","to":["ops@b.test"]}""", "no mail server")]
    [InlineData("smtp.a.test", """{"from":"ds@a.test","to":["ops@b.test"],"subject":"{{ nothing }}"}""", "nothing")]
    public void A_definition_that_is_wrong_is_refused(string address, string settings, string message)
    {
        var notification = new Notification { Name = "n", Kind = "Email", Address = address, Settings = JsonNode.Parse(settings)!.AsObject() };
        Assert.Contains(message, Assert.Throws<DataSyncException>(() => NotificationKinds.Get("Email").Validate(notification, _workspace)).Message, StringComparison.Ordinal);
    }

    private static Notification Of(SmtpServer server, string settings) => new() { Name = "mail", Kind = "Email", Address = $"127.0.0.1:{server.Port}", Secret = "env:KEY", Settings = JsonNode.Parse(settings)!.AsObject() };

    private Task<Failure?> SendAsync(Notification notification) => NotificationSender.SendAsync(notification, new NotificationMessage
    {
        Event = NotificationEvent.Failed,
        Plan = "daily",
        Title = "DataSync: plan daily\nfailed",
        Text = "line 1\nline 2",
        Workspace = _folder.Path,
        At = _time.GetUtcNow().UtcDateTime,
    }, new NotificationContext { Workspace = _workspace, Secrets = new SecretResolver(_workspace, _ => "key"), Time = _time }, CancellationToken.None);

    /// <summary>Takes one connection and keeps what the client says.</summary>
    private sealed class SmtpServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public SmtpServer(string login)
        {
            _listener.Start();
            Said = Task.Run(() => ServeAsync(login));
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;
        public Task<string> Said { get; }

        public void Dispose() => _listener.Stop();

        private async Task<string> ServeAsync(string login)
        {
            using var client = await _listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            var said = new StringBuilder();
            await writer.WriteLineAsync("220 test");
            var inData = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                said.AppendLine(line);
                if (inData && line != ".") continue;
                inData = line == "DATA";
                await writer.WriteLineAsync(line.Split(' ')[0] switch
                {
                    "EHLO" => "250-test\r\n250 AUTH PLAIN",
                    "AUTH" => login,
                    "DATA" => "354 go on",
                    "QUIT" => "221 bye",
                    _ => "250 ok",
                });
                if (line == "QUIT") break;
            }
            return said.ToString();
        }
    }
}
