using System.Collections.Concurrent;
using System.Net;
using System.Security;

namespace DataSync.Scripts;

/// <summary>
/// Passwords that a user gave to this process by a credential. The catalog keeps a reference (<c>session:NAME</c>) that means something only here: another process, such as a
/// scheduled job, is told to use a reference of the lasting kinds.
/// </summary>
internal static class SessionSecrets
{
    private const string Scheme = "session:";
    private static readonly ConcurrentDictionary<string, SecureString> Kept = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True for references of this kind.</summary>
    public static bool IsReference(string reference) => reference.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Keeps a secret for as long as the process lives.</summary>
    /// <returns>The reference to it.</returns>
    public static string Keep(string name, SecureString secret)
    {
        Kept[name] = secret.Copy();
        return Scheme + name;
    }

    /// <exception cref="DataSyncException"><c>SecretNotFound</c>: it was given to another process.</exception>
    public static string Resolve(string reference) => Kept.TryGetValue(reference[Scheme.Length..], out var secret)
        ? new NetworkCredential("", secret).Password
        : throw new DataSyncException("SecretNotFound", $"The password '{reference}' was given to another session by -Credential, and is kept nowhere.",
            "Give -Credential again, or a reference that lasts: -Password env:NAME, file:path or secret:NAME.");
}
