using System.Text.Json;
using DataSync.Catalog;

namespace DataSync.Secrets;

/// <summary>An encrypted secret.</summary>
/// <param name="Text">Nonce, cipher text and tag, Base64.</param>
/// <param name="Changed">When it was set, UTC.</param>
internal sealed record VaultItem(string Text, DateTime Changed);

/// <summary>The file of encrypted secrets.</summary>
internal sealed class VaultFile(string path)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="DataSyncException"><c>SecretVaultInvalid</c>.</exception>
    public Dictionary<string, VaultItem> Read()
    {
        try
        {
            if (!File.Exists(path)) return new(StringComparer.OrdinalIgnoreCase);
            return new(JsonSerializer.Deserialize<Dictionary<string, VaultItem>>(File.ReadAllText(path), Options) ?? [], StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new DataSyncException("SecretVaultInvalid", $"The vault {path} cannot be read: {e.Message}", "Restore it from a backup, or delete it and set its secrets anew.", e);
        }
    }

    public void Write(Dictionary<string, VaultItem> secrets) => AtomicFile.WriteAllText(path, JsonSerializer.Serialize(secrets, Options) + "\n", PrivateFiles.FileMode);
}
