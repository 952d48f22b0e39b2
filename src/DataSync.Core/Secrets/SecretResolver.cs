using DataSync.Catalog;

namespace DataSync.Secrets;

/// <summary>Resolves <c>env:NAME</c>, <c>file:path</c>, and <c>secret:NAME</c> of the user's own vault. Other vaults need PowerShell, so the module asks those before it asks here.</summary>
/// <param name="workspace">Resolves relative paths.</param>
/// <param name="environment">Reads environment variables; null: the process's.</param>
public sealed class SecretResolver(Workspace workspace, Func<string, string?>? environment = null) : ISecretResolver
{
    private const string Forms = "Give a reference: env:NAME for an environment variable, file:path for a file that only its owner can read, or secret:NAME for a vault (Set-DsSecret, SecretManagement).";

    /// <inheritdoc/>
    public async ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var (form, rest) = colon < 0 ? ("", "") : (reference[..colon].ToLowerInvariant(), reference[(colon + 1)..].Trim());
        return form switch
        {
            "env" when rest.Length > 0 => ReadVariable(rest),
            "file" when rest.Length > 0 => await ReadFileAsync(workspace.Resolve(rest), cancellationToken),
            "secret" when rest.Length > 0 => ReadVault(rest),
            // what was given may be the secret itself, so it is not repeated
            _ => throw new DataSyncException("SecretReferenceInvalid", "The token is no reference to a secret (its text is not shown, as it may be the secret).", Forms),
        };
    }

    private string ReadVariable(string name) => (environment ?? Environment.GetEnvironmentVariable)(name)?.Trim() is { Length: > 0 } value
        ? value
        : throw new DataSyncException("SecretNotFound", $"The environment variable '{name}' is not set.", $"Set it for this process: $env:{name} = '...'.");

    private string ReadVault(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && !path[..slash].Equals(SecretVault.Name, StringComparison.OrdinalIgnoreCase))
            throw new DataSyncException("SecretNotFound", $"'secret:{path}' is in a vault of SecretManagement, which can be read only through the DataSync module.",
                "Run this with the DataSync module and Microsoft.PowerShell.SecretManagement, or keep the secret with Set-DsSecret.");
        var (name, vault) = (path[(slash + 1)..], SecretVault.Of(environment));
        return vault.Find(name) ?? throw vault.NotFound(name);
    }

    private static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new DataSyncException("SecretNotFound", $"There is no credential file {path}.", "Put the token alone into that file, readable only by its owner.");
        PrivateFiles.RequirePrivate(path, "credential file");
        try
        {
            var text = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return text.Length > 0 ? text : throw new DataSyncException("SecretNotFound", $"The credential file {path} is empty.", "Put the token alone into that file.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new DataSyncException("SecretNotFound", $"The credential file {path} cannot be read: {e.Message}", "Run as the file's owner.", e);
        }
    }
}
