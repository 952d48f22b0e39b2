using System.Globalization;
using System.Net;

namespace DataSync.Stores.Databases;

/// <summary>Where a database server listens.</summary>
/// <param name="Host">A host's name or address, or the path of a Unix socket (its folder for PostgreSQL).</param>
/// <param name="Port">The TCP port; null: the kind's own.</param>
internal sealed record ServerAddress(string Host, int? Port)
{
    /// <summary>True for a Unix socket.</summary>
    public bool IsSocket => Host.StartsWith('/');

    /// <summary>True where what is sent never leaves the machine.</summary>
    public bool IsLocal => IsSocket || Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[IPv6]:port</c> or <c>/path</c>.</summary>
    /// <exception cref="DataSyncException"><c>ServerInvalid</c>.</exception>
    public static ServerAddress Parse(IServerDefinition item)
    {
        var text = item.Server?.Trim() ?? "";
        if (text.Length == 0) throw Invalid(item, "has no server");
        if (text.StartsWith('/') || (IPAddress.TryParse(text, out var address) && text.Contains("::", StringComparison.Ordinal) && !text.Contains('['))) return new(text, null);
        var colon = text.LastIndexOf(':');
        var hasPort = colon > text.LastIndexOf(']');
        var host = (hasPort ? text[..colon] : text).Trim('[', ']');
        if (Uri.CheckHostName(host) == UriHostNameType.Unknown) throw Invalid(item, $"has the server '{text}'");
        if (!hasPort) return new(host, null);
        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536 ? new(host, port) : throw Invalid(item, $"has the server '{text}'");
    }

    /// <inheritdoc/>
    public override string ToString() => Port is null ? Host : Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static DataSyncException Invalid(IServerDefinition item, string what) =>
        new("ServerInvalid", $"{item.Noun} '{item.Name}' of kind {item.Kind} {what}.", "Give -Server a host or host:port, such as -Server db.example.com:5432, without a protocol before it.");
}
