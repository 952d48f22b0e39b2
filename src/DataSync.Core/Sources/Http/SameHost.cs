namespace DataSync.Sources.Http;

/// <summary>Tells where a request may go on to, with the token in it.</summary>
internal static class SameHost
{
    /// <summary>True where the target is the same host and port, and not less secure; a change from http to https on the usual ports is fine.</summary>
    public static bool Allows(Uri from, Uri target) =>
        from.Host.Equals(target.Host, StringComparison.OrdinalIgnoreCase)
        && ((from.Scheme == target.Scheme && from.Port == target.Port)
            || (from.Scheme == Uri.UriSchemeHttp && target.Scheme == Uri.UriSchemeHttps && from.IsDefaultPort && target.IsDefaultPort));
}
