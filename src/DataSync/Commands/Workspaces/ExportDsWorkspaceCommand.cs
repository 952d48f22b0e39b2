using System.Management.Automation;
using DataSync.Backup;

namespace DataSync.Commands;

/// <summary>Writes the workspace into a zip archive from which a server can be rebuilt.</summary>
/// <remarks>
/// It holds all definitions, templates, scripts and presets, and state.db: the ledger's index, runs, and what was told of plans. Never secrets: references stay, and files that they name are left
/// out. What is done is kept with the data: database stores need nothing more, and -IncludeData takes along the files of stores that lie in the workspace. Jobs are registered anew on the new server.
/// </remarks>
/// <example><code>Export-DsWorkspace /backup/quotes.zip -Force</code><para>A copy, in the place of the last one.</para></example>
/// <example><code>Export-DsWorkspace ./quotes.zip -IncludeData</code><para>With the data of file stores.</para></example>
[Cmdlet(VerbsData.Export, "DsWorkspace", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDsWorkspaceCommand : AsyncDsCommand
{
    /// <summary>The archive to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Takes along the files of stores that lie in the workspace. No plan may be running.</summary>
    [Parameter]
    public SwitchParameter IncludeData { get; set; }

    /// <summary>Replaces an archive that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object? Subject => Path;

    /// <inheritdoc/>
    protected override void Process()
    {
        var path = FilePath(Path);
        if (!ShouldProcess(path, $"Export workspace '{Home.Root}'")) return;
        Await(async (records, cancel) =>
        {
            var manifest = await WorkspaceExport.WriteAsync(Home, path, IncludeData, Force, Services.Outside.Time, cancel);
            if (manifest.StoresLeftOut.Count > 0) records.Post(() => WriteWarning($"The data of {string.Join(", ", manifest.StoresLeftOut)} lies in the workspace and is not in the archive: back it up with -IncludeData or by yourself, else a rebuilt server asks for it again."));
            records.Post(() => WriteObject(new FileInfo(path)));
        });
    }
}
