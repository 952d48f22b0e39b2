using System.Net;
using System.Net.Sockets;

namespace DataSync.Conformance.Tests.Faults;

/// <summary>Stands between a client and a server, and cuts a connection in the middle of what the client sends.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly IPEndPoint _server;
    private readonly Task _accepting;
    private long _left = long.MaxValue;
    private int _cuts;

    public CuttingProxy(string server)
    {
        _server = IPEndPoint.Parse(server);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => _listener.LocalEndpoint.ToString()!;
    public int Cuts => _cuts;

    /// <summary>Cuts once, when so many more bytes have been sent.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _left, bytes);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true) open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(_server);
            await Task.WhenAny(PumpAsync(client.GetStream(), server.GetStream(), counts: true), PumpAsync(server.GetStream(), client.GetStream(), counts: false));
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to, bool counts)
    {
        var bytes = new byte[4096];
        try
        {
            while (await from.ReadAsync(bytes, _end.Token) is > 0 and var read)
            {
                if (counts && Interlocked.Add(ref _left, -read) < 0)
                {
                    Interlocked.Exchange(ref _left, long.MaxValue);
                    Interlocked.Increment(ref _cuts);
                    return;
                }
                await to.WriteAsync(bytes.AsMemory(0, read), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // either side went
        }
    }
}
