using DataSync.Catalog;
using DataSync.Secrets;
using Xunit;

namespace DataSync.Tests.Secrets;

public sealed class SecretVaultTests : IDisposable
{
    private const string Secret = "päss wörd/+=&1";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private SecretVault Vault => new(_folder["vault"]);

    [Fact]
    public void A_secret_is_kept_replaced_listed_and_removed()
    {
        Assert.Empty(Vault.List());
        Assert.Null(Vault.Find("token"));
        Vault.Set("token", "first");
        Vault.Set("Token", Secret);
        Vault.Set("other", "another");
        Assert.Equal(Secret, Vault.Find("TOKEN"));
        Assert.Equal([("other", "secret:other"), ("Token", "secret:Token")], Vault.List().Select(s => (s.Name, s.Reference)));
        Vault.Remove("token");
        Assert.Equal("SecretNotFound", Assert.Throws<DataSyncException>(() => Vault.Remove("token")).Id);
        Assert.Equal(["other"], Vault.List().Select(s => s.Name));
        Assert.Equal("NameInvalid", Assert.Throws<DataSyncException>(() => Vault.Set("a/b", "x")).Id);
        Assert.Equal("SecretEmpty", Assert.Throws<DataSyncException>(() => Vault.Set("a", "")).Id);
    }

    [Fact]
    public void Nobody_else_can_read_the_files_and_no_file_holds_the_text()
    {
        Vault.Set("token", Secret);
        foreach (var file in Directory.GetFiles(Vault.Folder))
        {
            var text = File.ReadAllText(file);
            foreach (var form in (string[])[Secret, Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Secret)), Uri.EscapeDataString(Secret)]) Assert.DoesNotContain(form, text, StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows() && Path.GetFileName(file) != ".lock") Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Vault.Folder));
    }

    [Fact]
    public void A_key_that_others_can_read_or_that_is_another_is_refused()
    {
        Vault.Set("token", Secret);
        var key = Path.Combine(Vault.Folder, "key");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Equal("SecretFileOpen", Assert.Throws<DataSyncException>(() => Vault.Find("token")).Id);
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.WriteAllText(key, Convert.ToBase64String(new byte[32]));
        Assert.Equal("SecretVaultInvalid", Assert.Throws<DataSyncException>(() => Vault.Find("token")).Id);
    }

    /// <summary>A text is bound to its name: put under another name it is refused.</summary>
    [Fact]
    public void A_text_that_was_moved_or_changed_is_refused()
    {
        Vault.Set("aaaa", "one");
        var file = Path.Combine(Vault.Folder, "secrets.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("aaaa", "bbbb", StringComparison.Ordinal));
        var error = Assert.Throws<DataSyncException>(() => Vault.Find("bbbb"));
        Assert.Equal(("SecretVaultInvalid", true), (error.Id, error.Advice!.Contains("Set-DsSecret bbbb", StringComparison.Ordinal)));
        File.WriteAllText(file, "{");
        Assert.Equal("SecretVaultInvalid", Assert.Throws<DataSyncException>(() => Vault.List()).Id);
    }

    [Fact]
    public async Task References_find_the_users_vault()
    {
        Vault.Set("token", Secret);
        var resolver = new SecretResolver(Workspace.Create(_folder["workspace"]), name => name == SecretVault.Variable ? _folder["vault"] : null);
        Assert.Equal(Secret, await resolver.ResolveAsync("secret:token", CancellationToken.None));
        Assert.Equal(Secret, await resolver.ResolveAsync("secret:DataSync/token", CancellationToken.None));
        var error = await Assert.ThrowsAsync<DataSyncException>(async () => await resolver.ResolveAsync("secret:none", CancellationToken.None));
        Assert.Equal(("SecretNotFound", "Set-DsSecret none keeps it there."), (error.Id, error.Advice));
        if (!OperatingSystem.IsWindows()) Assert.Equal("/home/me/.config/datasync/vault", SecretVault.Of(name => name == "HOME" ? "/home/me" : null).Folder);
    }

    [Fact]
    public void Writers_at_once_lose_nothing()
    {
        Parallel.For(0, 20, i => Vault.Set($"s{i}", $"text {i}"));
        Assert.Equal(20, Vault.List().Count);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal($"text {i}", Vault.Find($"s{i}")));
    }
}
