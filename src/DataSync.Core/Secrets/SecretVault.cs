using DataSync.Catalog;

namespace DataSync.Secrets;

/// <summary>
/// The user's own vault, for machines without another: a file of secrets, each encrypted with AES-GCM and bound to its name, and a key in a file that only the owner can read (on Windows
/// protected by DPAPI). It belongs to the user and not to a workspace, so that no copy of a workspace holds a secret; jobs of the same user find it.
/// </summary>
/// <param name="folder">The folder, made when the first secret is set.</param>
/// <param name="time">The clock.</param>
public sealed class SecretVault(string folder, TimeProvider? time = null)
{
    /// <summary>The vault's name in references: <c>secret:DataSync/NAME</c> is looked for here alone.</summary>
    public const string Name = "DataSync";

    /// <summary>The environment variable that names another folder.</summary>
    public const string Variable = "DATASYNC_VAULT";

    /// <summary>The scheme of references to vaults.</summary>
    public const string Scheme = "secret:";

    private readonly VaultFile _file = new(Path.Combine(folder, "secrets.json"));
    private readonly VaultKey _key = new(Path.Combine(folder, "key"));

    /// <summary>The vault of the user whose environment this is.</summary>
    /// <param name="environment">Reads environment variables; null: the process's.</param>
    public static SecretVault Of(Func<string, string?>? environment = null)
    {
        var variable = environment ?? Environment.GetEnvironmentVariable;
        if (variable(Variable) is { Length: > 0 } named) return new(Path.GetFullPath(named));
        // not where XDG_CONFIG_HOME says: jobs are started without it
        return new(OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "DataSync", "vault")
            : Path.Combine(variable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config", "datasync", "vault"));
    }

    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>The secrets there are, by name; their values stay where they are.</summary>
    /// <exception cref="DataSyncException"><c>SecretVaultInvalid</c>: the file cannot be read.</exception>
    public IReadOnlyList<SecretEntry> List() => [.. _file.Read().Select(s => new SecretEntry(s.Key, s.Value.Changed, Folder)).OrderBy(s => s.Name, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Keeps a secret, in the place of one of that name.</summary>
    /// <exception cref="DataSyncException"><c>NameInvalid</c>; <c>SecretFileOpen</c>: others can read the key; <c>WorkspaceNotWritable</c>.</exception>
    public void Set(string name, string secret)
    {
        ItemName.Check(name, "secret");
        if (secret.Length == 0) throw new DataSyncException("SecretEmpty", $"The secret '{name}' would be empty.", "Give its text.");
        PrivateFiles.MakeFolder(Folder);
        using var held = FolderLock.Take(Folder, "vault");
        var secrets = _file.Read();
        secrets.Remove(name, out _); // the name as it is spelled now
        secrets[name] = VaultCipher.Encrypt(_key.Take(), name, secret, (time ?? TimeProvider.System).GetUtcNow().UtcDateTime);
        _file.Write(secrets);
    }

    /// <summary>A secret's text, for use and not for keeping; null where there is none of that name.</summary>
    /// <exception cref="DataSyncException"><c>SecretVaultInvalid</c>; <c>SecretFileOpen</c>: others can read the key.</exception>
    public string? Find(string name) => _file.Read() is var secrets && secrets.Keys.FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
        ? VaultCipher.Decrypt(_key.Read(), found, secrets[found], Folder)
        : null;

    /// <summary>Removes a secret.</summary>
    /// <exception cref="DataSyncException"><c>SecretNotFound</c>.</exception>
    public void Remove(string name)
    {
        if (!Directory.Exists(Folder)) throw NotFound(name);
        using var held = FolderLock.Take(Folder, "vault");
        var secrets = _file.Read();
        if (!secrets.Remove(name)) throw NotFound(name);
        _file.Write(secrets);
    }

    /// <summary>The error for a secret that is not there.</summary>
    public DataSyncException NotFound(string name) => new("SecretNotFound", $"There is no secret '{name}' in the vault {Folder}.", $"Set-DsSecret {name} keeps it there.");
}

/// <summary>A secret of the vault, without its text.</summary>
/// <param name="Name">Its name: <c>secret:NAME</c> refers to it.</param>
/// <param name="Changed">When it was set, UTC.</param>
/// <param name="Vault">The vault's folder.</param>
public sealed record SecretEntry(string Name, DateTime Changed, string Vault)
{
    /// <summary>The reference to write where a secret is asked for.</summary>
    public string Reference => SecretVault.Scheme + Name;
}
