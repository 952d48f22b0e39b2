using System.Net.Sockets;
using DataSync.Catalog;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace DataSync.Notifications.Email;

/// <summary>Sends a mail by SMTP.</summary>
public sealed class EmailNotification : INotificationKind
{
    private const int SubmissionPort = 587, TlsPort = 465;

    /// <inheritdoc/>
    public string Name => "Email";
    /// <inheritdoc/>
    public string Description => "Sends a mail by SMTP.";

    /// <inheritdoc/>
    public void Validate(Notification notification, Workspace workspace)
    {
        var settings = Read(notification);
        Server(notification.Address ?? "", notification.Name);
        if (settings.User is not null && notification.Secret is null) throw Invalid(notification.Name, $"user '{settings.User}' has no password", "Give -Secret secret:NAME, or leave out the user.");
        var fields = new NotificationMessage { Event = NotificationEvent.Test, Plan = "", Title = "", Text = "", Workspace = workspace.Root, At = default };
        Compose(notification, settings, fields).Dispose();
    }

    /// <inheritdoc/>
    public async Task<Failure?> SendAsync(Notification notification, NotificationMessage message, NotificationContext context, CancellationToken cancellationToken)
    {
        var settings = Read(notification);
        var (host, port) = Server(await context.ResolveAsync(notification.Address ?? "", cancellationToken), notification.Name);
        using var mail = Compose(notification, settings, message);
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(host, port, settings.Tls switch
            {
                EmailTls.None => SecureSocketOptions.None,
                EmailTls.Optional => SecureSocketOptions.StartTlsWhenAvailable,
                _ => port == TlsPort ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
            }, cancellationToken);
            if (settings.User is { } user) await client.AuthenticateAsync(user, await context.Secrets.ResolveAsync(notification.Secret!, cancellationToken), cancellationToken);
            await client.SendAsync(mail, cancellationToken);
            await client.DisconnectAsync(quit: true, cancellationToken);
            return null;
        }
        catch (Exception e) when (e is AuthenticationException or SslHandshakeException or NotSupportedException)
        {
            return new Failure(FailureCategory.Permission, $"{host}:{port}: {e.Message}") { Advice = "Check user and password, and whether the server speaks TLS (-Setting @{ Tls = 'Required' | 'Optional' | 'None' })." };
        }
        catch (SmtpCommandException e)
        {
            // 4xx: later; 5xx: not at all
            return new Failure((int)e.StatusCode is >= 400 and < 500 ? FailureCategory.Transient : FailureCategory.Fatal, $"{host}:{port} answered {(int)e.StatusCode}: {e.Message}");
        }
        catch (Exception e) when (e is SocketException or IOException or ProtocolException or ServiceNotConnectedException)
        {
            return new Failure(FailureCategory.Transient, $"{host}:{port}: {e.Message}");
        }
    }

    private static EmailSettings Read(Notification notification) => NotificationSettings.Read<EmailSettings>(notification, notification.Settings);

    private static MimeMessage Compose(Notification notification, EmailSettings settings, NotificationMessage message)
    {
        var (mail, fields) = (new MimeMessage(), message.Fields());
        mail.From.Add(Mailbox(settings.From, "from"));
        if (settings.To.Count == 0) throw Invalid(notification.Name, "nobody is to get the mail", "Give -Setting @{ To = 'ops@example.com' }.");
        foreach (var to in settings.To) mail.To.Add(Mailbox(to, "to"));
        mail.Subject = MessageTemplate.Expand(settings.Subject, fields).ReplaceLineEndings(" ");
        mail.Body = new TextPart("plain") { Text = MessageTemplate.Expand(settings.Text, fields) };
        mail.Headers.Add("Auto-Submitted", "auto-generated"); // no holiday answers, RFC 3834
        return mail;

        MailboxAddress Mailbox(string text, string setting) => MailboxAddress.TryParse(text, out var address) ? address : throw Invalid(notification.Name, $"'{text}' ({setting}) is no mail address", "Write name@example.com, or 'Name <name@example.com>'.");
    }

    private static (string Host, int Port) Server(string address, string name)
    {
        if (NotificationContext.IsReference(address)) return (address, SubmissionPort);
        return Uri.TryCreate($"smtp://{address}", UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.PathAndQuery is "/" or ""
            ? (uri!.Host, uri.IsDefaultPort || uri.Port < 0 ? SubmissionPort : uri.Port)
            : throw Invalid(name, "its address is no mail server", "Give -Address host or host:port; without a port it is 587.");
    }

    private static DataSyncException Invalid(string name, string what, string advice) => new("SettingInvalid", $"Notification '{name}': {what}.", advice);
}
