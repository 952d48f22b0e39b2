using System.Security.Cryptography;
using System.Text;

namespace DataSync.Secrets;

/// <summary>Encrypts secrets with AES-GCM. The name is authenticated along, so that no text can be moved under another name.</summary>
internal static class VaultCipher
{
    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize, TagSize = AesGcm.TagByteSizes.MaxSize;

    public static VaultItem Encrypt(byte[] key, string name, string secret, DateTime at)
    {
        var text = Encoding.UTF8.GetBytes(secret);
        var sealedText = new byte[NonceSize + text.Length + TagSize];
        var nonce = sealedText.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(nonce, text, sealedText.AsSpan(NonceSize..^TagSize), sealedText.AsSpan(^TagSize..), Bound(name));
        return new VaultItem(Convert.ToBase64String(sealedText), at);
    }

    /// <exception cref="DataSyncException"><c>SecretVaultInvalid</c>: the key is another one, or the text was changed.</exception>
    public static string Decrypt(byte[] key, string name, VaultItem item, string folder)
    {
        try
        {
            var sealedText = Convert.FromBase64String(item.Text);
            if (sealedText.Length < NonceSize + TagSize) throw new FormatException("It is too short.");
            var text = new byte[sealedText.Length - NonceSize - TagSize];
            using var aes = new AesGcm(key, TagSize);
            aes.Decrypt(sealedText.AsSpan(0, NonceSize), sealedText.AsSpan(NonceSize..^TagSize), sealedText.AsSpan(^TagSize..), text, Bound(name));
            return Encoding.UTF8.GetString(text);
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new DataSyncException("SecretVaultInvalid", $"The secret '{name}' of the vault {folder} cannot be decrypted: {e.Message}", $"The key is another one, or the file was changed: Set-DsSecret {name} sets it anew.", e);
        }
    }

    private static byte[] Bound(string name) => Encoding.UTF8.GetBytes(name);
}
