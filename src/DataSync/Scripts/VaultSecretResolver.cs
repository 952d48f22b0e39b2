using System.Management.Automation;
using System.Management.Automation.Runspaces;
using DataSync.Secrets;

namespace DataSync.Scripts;

/// <summary>
/// Resolves <c>secret:[Vault/]NAME</c> with SecretManagement's Get-Secret, and what was given to this session; leaves other references, and names that no vault of SecretManagement has, to another
/// resolver, which knows the user's own vault.
/// </summary>
internal sealed class VaultSecretResolver(ISecretResolver others) : ISecretResolver
{
    private const string Scheme = SecretVault.Scheme;

    /// <inheritdoc/>
    public ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken)
    {
        if (SessionSecrets.IsReference(reference)) return new(SessionSecrets.Resolve(reference));
        return reference.StartsWith(Scheme, StringComparison.Ordinal) && !reference.StartsWith($"{Scheme}{SecretVault.Name}/", StringComparison.OrdinalIgnoreCase)
            ? new(AskAsync(reference, cancellationToken))
            : others.ResolveAsync(reference, cancellationToken);
    }

    private async Task<string> AskAsync(string reference, CancellationToken cancellationToken)
    {
        var path = reference[Scheme.Length..];
        try
        {
            return await Task.Run(() => Ask(path, cancellationToken), cancellationToken);
        }
        catch (DataSyncException asked) when (!path.Contains('/'))
        {
            try
            {
                return await others.ResolveAsync(reference, cancellationToken);
            }
            catch (DataSyncException own) when (own.Id == asked.Id)
            {
                throw new DataSyncException(asked.Id, asked.Message, $"{own.Advice} {asked.Advice}", asked);
            }
        }
    }

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
            throw new DataSyncException("SecretNotFound", $"secret:{path} is not in the user's own vault, and SecretManagement is not installed.", "Or install Microsoft.PowerShell.SecretManagement, or use env:NAME or file:path.", e);
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
