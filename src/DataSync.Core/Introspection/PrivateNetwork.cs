using System.Net;
using System.Net.Sockets;

namespace DataSync.Introspection;

/// <summary>Tells addresses of the machine and its neighbourhood from public ones: a public page has no business sending us there.</summary>
/// <param name="resolve">Finds the addresses of a host name.</param>
internal sealed class PrivateNetwork(Func<string, CancellationToken, Task<IPAddress[]>> resolve)
{
    /// <summary>RFC 1918, RFC 6598, loopback, link-local, unique local, benchmark and "this" networks.</summary>
    private static readonly IPNetwork[] Networks =
    [
        .. new[] { "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "::1/128", "::/128", "fc00::/7", "fe80::/10" }.Select(IPNetwork.Parse),
    ];

    /// <summary>True where any address of the host is private; a host that has none is not.</summary>
    public async Task<bool> ContainsAsync(Uri address, CancellationToken cancel)
    {
        if (IPAddress.TryParse(address.DnsSafeHost, out var literal)) return Contains(literal);
        if (address.IsLoopback) return true;
        try
        {
            return (await resolve(address.DnsSafeHost, cancel)).Any(Contains);
        }
        catch (SocketException)
        {
            // a name without address: the request to it fails by itself, with its own error
            return false;
        }
    }

    private static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(n => n.Contains(plain));
    }
}
