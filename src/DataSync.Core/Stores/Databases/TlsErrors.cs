using System.Security.Authentication;

namespace DataSync.Stores.Databases;

/// <summary>Connections that end because client and server do not trust each other.</summary>
internal static class TlsErrors
{
    /// <summary>The error in the user's words; null where it is no such error.</summary>
    public static DataSyncException? Explain(string server, string place, Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is not AuthenticationException) continue;
            return new("StoreNotTrusted", $"The {server} server at '{place}' cannot be trusted: {inner.Message}",
                "Give the setting RootCertificate the PEM file of the authority that signed the server's certificate, and -Server the name that stands in it. Tls VerifyCa takes any name, Require any certificate.", exception);
        }
        return null;
    }
}
