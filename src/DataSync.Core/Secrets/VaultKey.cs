using System.Security.Cryptography;
using DataSync.Catalog;

namespace DataSync.Secrets;

/// <summary>The vault's key: 32 random bytes in a file of its own, on Windows protected for the user by DPAPI.</summary>
internal sealed class VaultKey(string path)
{
    private const int Size = 32;

    /// <summary>The key, made where there is none. To be called under the vault's lock.</summary>
    public byte[] Take()
    {
        if (!File.Exists(path))
        {
            var made = RandomNumberGenerator.GetBytes(Size);
            var kept = OperatingSystem.IsWindows() ? ProtectedData.Protect(made, null, DataProtectionScope.CurrentUser) : made;
            AtomicFile.WriteAllText(path, Convert.ToBase64String(kept) + "\n", PrivateFiles.FileMode);
        }
        return Read();
    }

    /// <exception cref="DataSyncException"><c>SecretVaultInvalid</c>; <c>SecretFileOpen</c>.</exception>
    public byte[] Read()
    {
        if (!File.Exists(path)) throw Invalid("there is none", null);
        PrivateFiles.RequirePrivate(path, "vault's key file");
        try
        {
            var kept = Convert.FromBase64String(File.ReadAllText(path).Trim());
            var key = OperatingSystem.IsWindows() ? ProtectedData.Unprotect(kept, null, DataProtectionScope.CurrentUser) : kept;
            return key.Length == Size ? key : throw Invalid("it is not 32 bytes long", null);
        }
        catch (Exception e) when (e is FormatException or CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw Invalid(e.Message, e);
        }
    }

    private DataSyncException Invalid(string reason, Exception? inner) => new("SecretVaultInvalid", $"The vault's key file {path} cannot be used: {reason}.",
        "Restore the file from the backup of this user's folder; without it the vault's secrets are lost: then delete the folder and set them anew.", inner);
}
