using System.Management.Automation;
using DataSync.Completion;
using DataSync.Secrets;

namespace DataSync.Commands;

/// <summary>Says whether secrets can be read, and what refers to them; never what they are.</summary>
/// <remarks>
/// Resolves references as this session would. A scheduled job has an environment of its own, in which Register-DsScheduledJob resolves what its plan needs. A secret that cannot be read is no
/// error here: the object says why and what to do.
/// </remarks>
/// <example><code>Test-DsSecret</code><para>Every reference of the workspace's sources, stores and notifications.</para></example>
/// <example><code>Test-DsSecret tushare, env:PGPASSWORD, file:/etc/datasync/token</code><para>These; a bare name is one of a vault.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsSecret")]
[OutputType(typeof(SecretStatus))]
public sealed class TestDsSecretCommand : AsyncDsCommand
{
    /// <summary>References, such as secret:NAME, env:NAME and file:path; a bare name means secret:NAME. Without it: all that the workspace refers to.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SecretCompleter))]
    public string[]? Reference { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var uses = WorkspaceSecrets.Find(Home);
        var references = Reference?.Select(r => r.Contains(':') ? r : SecretVault.Scheme + r) ?? uses.Select(u => u.Reference);
        var resolver = Services.Secrets(Home);
        Await(async (records, cancel) =>
        {
            foreach (var reference in references.Distinct(StringComparer.Ordinal))
            {
                var status = await TestAsync(resolver, reference, [.. uses.Where(u => u.Reference == reference).Select(u => u.Owner)], cancel);
                records.Post(() => WriteObject(status));
            }
        });
    }

    private static async Task<SecretStatus> TestAsync(ISecretResolver resolver, string reference, IReadOnlyList<string> users, CancellationToken cancel)
    {
        try
        {
            await resolver.ResolveAsync(reference, cancel);
            return new() { Reference = reference, Found = true, Users = users };
        }
        catch (DataSyncException e)
        {
            // what is no reference may be the secret itself
            return new() { Reference = e.Id == "SecretReferenceInvalid" ? SecretMask.Replacement : reference, Found = false, Users = users, Message = $"{e.Message} {e.Advice}".TrimEnd() };
        }
    }
}
