using DataSync.Catalog;
using DataSync.Secrets;
using Xunit;

namespace DataSync.Tests.Secrets;

public sealed class SecretTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private ValueTask<string> ResolveAsync(string reference) =>
        new SecretResolver(Workspace.Create(_folder.Path), name => name == "TOKEN" ? " abc " : null).ResolveAsync(reference, CancellationToken.None);

    [Theory]
    [InlineData("env:TOKEN")]
    [InlineData("ENV: TOKEN")]
    public async Task An_environment_variable_is_read(string reference) => Assert.Equal("abc", await ResolveAsync(reference));

    [Fact]
    public async Task A_variable_that_is_not_set_is_named() => await RefusedAsync("env:NOBODY", "SecretNotFound", "NOBODY");

    [Fact]
    public async Task A_vault_needs_the_module() => await RefusedAsync("secret:Vault/name", "SecretNotFound", "module");

    [Theory]
    [InlineData("0123456789abcdef-secret")]
    [InlineData("password:hunter2-secret")]
    [InlineData("")]
    [InlineData("env:")]
    public async Task What_is_no_reference_is_refused_without_repeating_it(string literal)
    {
        var error = await RefusedAsync(literal, "SecretReferenceInvalid", "reference");
        if (literal.Contains("secret", StringComparison.Ordinal)) Assert.DoesNotContain(literal, error.Message + error.Advice);
        Assert.Contains("env:NAME", error.Advice);
    }

    [Fact]
    public async Task A_file_only_its_owner_can_read_is_read_relative_to_the_workspace()
    {
        Write("token", "abc\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("abc", await ResolveAsync("file:token"));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public async Task A_file_others_can_touch_is_refused(UnixFileMode others)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        Write("token", "abc", UnixFileMode.UserRead | UnixFileMode.UserWrite | others);
        var error = await RefusedAsync("file:token", "SecretFileOpen", "token");
        Assert.Contains("chmod 600", error.Advice);
    }

    [Fact]
    public async Task A_file_that_is_missing_or_empty_is_named()
    {
        await RefusedAsync("file:nothing", "SecretNotFound", "nothing");
        Write("token", " \n", UnixFileMode.UserRead);
        await RefusedAsync("file:token", "SecretNotFound", "empty");
    }

    [Fact]
    public void A_mask_covers_every_form_of_a_secret()
    {
        const string Secret = "a+b/c \"值\"";
        var mask = new SecretMask(Secret, null, "");
        foreach (var form in (string[])[Secret, Uri.EscapeDataString(Secret), Uri.EscapeDataString(Secret).ToLowerInvariant(), System.Net.WebUtility.UrlEncode(Secret), System.Text.Json.JsonSerializer.Serialize(Secret).Trim('"')])
            Assert.Equal("x=***&y", mask.Apply($"x={form}&y"));
        Assert.Equal("nothing here", mask.Apply("nothing here"));
    }

    private async Task<DataSyncException> RefusedAsync(string reference, string id, string word)
    {
        var error = await Assert.ThrowsAsync<DataSyncException>(async () => await ResolveAsync(reference));
        Assert.Equal(id, error.Id);
        Assert.Contains(word, error.Message);
        Assert.NotNull(error.Advice);
        return error;
    }

    private void Write(string name, string text, UnixFileMode mode)
    {
        File.WriteAllText(_folder[name], text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder[name], mode);
    }
}
