using System.Management.Automation;
using DataSync.Backup;
using DataSync.Secrets;

namespace DataSync.Commands;

/// <summary>Makes a workspace of an archive that Export-DsWorkspace wrote.</summary>
/// <remarks>
/// Secrets are not in the archive: a warning names each that does not resolve here, and Set-DsSecret keeps it. Data that stayed in its stores counts as done as soon as they are reached, so
/// that nothing is asked of a vendor again. Then register the jobs: Get-DsPlan | Where-Object Schedule | Register-DsScheduledJob.
/// </remarks>
/// <example><code>Import-DsWorkspace /backup/quotes.zip -Destination /srv/quotes</code><para>Rebuilds a server's workspace.</para></example>
[Cmdlet(VerbsData.Import, "DsWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(Catalog.Workspace))]
public sealed class ImportDsWorkspaceCommand : AsyncDsCommand
{
    /// <summary>The archive.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>The folder to make the workspace in; it must not be one.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    private protected override object? Subject => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var (archive, folder) = (FilePath(Path), FilePath(Destination));
        if (!File.Exists(archive)) throw new DataSyncException("ImportNotFound", $"There is no file '{archive}'.", "Give a file that Export-DsWorkspace wrote.");
        if (!ShouldProcess(folder, $"Import workspace from '{archive}'")) return;
        Await(async (records, cancel) =>
        {
            var (workspace, manifest) = await WorkspaceImport.ReadAsync(archive, folder, cancel);
            var resolver = Services.Secrets(workspace);
            foreach (var use in manifest.Secrets)
            {
                if (await FindLackAsync(resolver, use, cancel) is { } lack) records.Post(() => WriteWarning($"The {use.Owner} is not here: {lack}"));
            }
            if (manifest.StoresLeftOut.Count > 0) records.Post(() => WriteWarning($"The archive holds no data of {string.Join(", ", manifest.StoresLeftOut)}: restore it into the workspace before the first run, else it is asked for again."));
            records.Post(() => WriteObject(workspace));
        });
    }

    private static async Task<string?> FindLackAsync(ISecretResolver resolver, SecretUse use, CancellationToken cancel)
    {
        try
        {
            await resolver.ResolveAsync(use.Reference, cancel);
            return null;
        }
        catch (DataSyncException e)
        {
            return $"{e.Message} {e.Advice}".TrimEnd();
        }
    }
}
