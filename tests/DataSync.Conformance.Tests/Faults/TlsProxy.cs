using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>Speaks TLS to clients for a server that speaks none: ClickHouse's library listens in the clear only.</summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate;
    private readonly IPEndPoint _server;
    private readonly Task _accepting;

    public TlsProxy(string server, string certificate, string key)
    {
        _server = IPEndPoint.Parse(server);
        _certificate = X509Certificate2.CreateFromPemFile(certificate, key);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The name in the certificate that the last client showed; null for none.</summary>
    public string? Client { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token));
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await using var outside = new SslStream(client.GetStream());
                await outside.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = Note }, _end.Token);
                await server.ConnectAsync(_server, _end.Token);
                await using var inside = server.GetStream();
                await Task.WhenAny(outside.CopyToAsync(inside, _end.Token), inside.CopyToAsync(outside, _end.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException or SocketException)
            {
                // the client went, or does not trust us
            }
        }
    }

    private bool Note(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Client = certificate is X509Certificate2 shown ? shown.GetNameInfo(X509NameType.SimpleName, forIssuer: false) : null;
        return true;
    }
}
