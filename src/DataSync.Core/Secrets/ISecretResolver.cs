namespace DataSync.Secrets;

/// <summary>Resolves references to secrets: <c>env:NAME</c>, <c>file:path</c>, <c>secret:[Vault/]NAME</c>.</summary>
public interface ISecretResolver
{
    /// <summary>The secret's text, where it is used and nowhere kept.</summary>
    /// <exception cref="DataSyncException"><c>SecretNotFound</c>, <c>SecretFileOpen</c> (others can read the file), <c>SecretReferenceInvalid</c>.</exception>
    ValueTask<string> ResolveAsync(string reference, CancellationToken cancellationToken);
}
