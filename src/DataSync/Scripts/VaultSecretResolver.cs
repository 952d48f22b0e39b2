using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DataSync.Secrets;

namespace DataSync.Scripts;

/// <summary>Resolves <c>secret:[Vault/]NAME</c> with SecretManagement's Get-Secret, and what was given to this session; leaves other references to another resolver.</summary>
internal sealed class VaultSecretResolver(ISecretResolver others) : ISecretResolver
{
    private const string Scheme = "secret:";

    /// <inheritdoc/>
    public ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken) =>
        reference.StartsWith(Scheme, StringComparison.Ordinal)
            ? new ValueTask<string>(Task.Run(() => Ask(reference[Scheme.Length..], cancellationToken), cancellationToken))
            : SessionSecrets.IsReference(reference) ? new(SessionSecrets.Resolve(reference))
            : others.ResolveAsync(reference, cancellationToken);

    private static string Ask(string path, CancellationToken cancellationToken)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddCommand("Get-Secret").AddParameter("Name", path[(slash + 1)..]).AddParameter("AsPlainText").AddParameter("ErrorAction", ActionPreference.Stop);
        if (slash > 0) shell.AddParameter("Vault", path[..slash]);
        using var stop = cancellationToken.Register(() => shell.BeginStop(null, null));
        try
        {
            return shell.Invoke<string>() is [{ Length: > 0 } secret] ? secret : throw Missing(path, "it is empty", null);
        }
        catch (CommandNotFoundException e)
        {
            throw new DataSyncException("SecretNotFound", $"secret:{path} cannot be read: SecretManagement is not installed.", "Install-PSResource Microsoft.PowerShell.SecretManagement, or use env:NAME or file:path.", e);
        }
        catch (RuntimeException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Missing(path, ScriptErrors.Message(e), e);
        }
        catch (PipelineStoppedException e)
        {
            throw new OperationCanceledException("Stopped while asking for a secret.", e, cancellationToken);
        }
    }

    private static DataSyncException Missing(string path, string reason, Exception? inner) =>
        new("SecretNotFound", $"secret:{path} cannot be read: {reason}", "See Get-SecretInfo for the secrets there are, and Unlock-SecretStore for a locked vault.", inner);
}
