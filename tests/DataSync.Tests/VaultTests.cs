using DataSync.Scripts;
using DataSync.Secrets;

namespace DataSync.Tests;

/// <summary>Secrets of SecretManagement, played by a module of this test.</summary>
public sealed class VaultTests : IDisposable
{
    private readonly string _modules = Directory.CreateTempSubdirectory("datasync-vault-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable("PSModulePath");

    public VaultTests()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_modules, "Microsoft.PowerShell.SecretManagement")).FullName;
        File.WriteAllText(Path.Combine(folder, "Microsoft.PowerShell.SecretManagement.psm1"), """
            function Get-Secret {
                [CmdletBinding()] param([string] $Name, [string] $Vault, [switch] $AsPlainText)
                if ($Name -eq 'none') { throw 'The secret none was not found.' }
                "$Vault|$Name|$AsPlainText"
            }
            """);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("PSModulePath", _before);
        Directory.Delete(_modules, recursive: true);
    }

    [Fact]
    public async Task Secrets_come_from_the_vault_or_say_why_not()
    {
        var resolver = new VaultSecretResolver(new Others());
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Resolve(resolver, "secret:token"));
        Assert.Contains("not installed", error.Message, StringComparison.Ordinal);
        Assert.Equal("own", await Resolve(resolver, "secret:mine"));

        Environment.SetEnvironmentVariable("PSModulePath", _modules);
        Assert.Equal("|token|True", await Resolve(resolver, "secret:token"));
        Assert.Equal("work|token|True", await Resolve(resolver, "secret:work/token"));
        error = await Assert.ThrowsAsync<DataSyncException>(() => Resolve(resolver, "secret:none"));
        Assert.Equal(("SecretNotFound", "secret:none cannot be read: The secret none was not found."), (error.Id, error.Message));
        Assert.StartsWith("Set-DsSecret keeps it there.", error.Advice, StringComparison.Ordinal);
        Assert.Equal("other", await Resolve(resolver, "env:X"));
        Assert.Equal("own", await Resolve(resolver, "secret:DataSync/none")); // asked there alone
    }

    [Fact]
    public async Task A_credential_is_kept_for_the_session_alone()
    {
        using var password = new System.Security.SecureString();
        foreach (var c in "s3cret") password.AppendChar(c);
        var resolver = new VaultSecretResolver(new Others());
        Assert.Equal("s3cret", await Resolve(resolver, SessionSecrets.Keep("quant", password)));
        var error = await Assert.ThrowsAsync<DataSyncException>(() => Resolve(resolver, "session:other"));
        Assert.Equal("SecretNotFound", error.Id);
    }

    private static async Task<string> Resolve(VaultSecretResolver resolver, string reference) => await resolver.ResolveAsync(reference, TestContext.Current.CancellationToken);

    private sealed class Others : ISecretResolver
    {
        public ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken) => reference switch
        {
            "secret:mine" or "secret:DataSync/none" => new("own"),
            _ when reference.StartsWith("secret:", StringComparison.Ordinal) => throw new DataSyncException("SecretNotFound", "not there", "Set-DsSecret keeps it there."),
            _ => new("other"),
        };
    }
}
