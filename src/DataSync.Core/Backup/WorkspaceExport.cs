using System.IO.Compression;
using System.Text.Json;
using DataSync.Catalog;
using DataSync.Secrets;
using DataSync.State;
using Microsoft.Data.Sqlite;

namespace DataSync.Backup;

/// <summary>Writes a workspace into a zip archive from which a server can be rebuilt.</summary>
public static class WorkspaceExport
{
    /// <summary>Writes the archive, whole or not at all.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="archive">The file, absolute.</param>
    /// <param name="withData">True: the files of stores that lie in the workspace, too.</param>
    /// <param name="overwrite">True: an archive that is there is replaced.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="DataSyncException"><c>ExportExists</c>; <c>ExportBusy</c>: runs are writing the data that is to be copied; <c>ExportNotWritable</c>.</exception>
    public static async Task<BackupManifest> WriteAsync(Workspace workspace, string archive, bool withData, bool overwrite, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!overwrite && File.Exists(archive)) throw new DataSyncException("ExportExists", $"'{archive}' exists already.", "Name another file, or use -Force.");
        if (withData && File.Exists(workspace.StatePath) && new RunLog(new StateDatabase(workspace.StatePath), time).Read(status: RunStatus.Running) is [var run, ..])
            throw new DataSyncException("ExportBusy", $"Plan '{run.Plan}' is running ({run.Id}), and would change files while they are copied.", "Wait for it, or leave out -IncludeData.");
        var content = new BackupContent(workspace);
        var manifest = new BackupManifest
        {
            At = time.GetUtcNow().UtcDateTime,
            Workspace = workspace.Root,
            WithData = withData,
            Secrets = WorkspaceSecrets.Find(workspace),
            StoresLeftOut = withData ? [] : [.. content.InnerStores()],
        };
        var aside = $"{archive}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(archive)!);
            await using (var file = new FileStream(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            await using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
            {
                await using (var entry = await zip.CreateEntry(BackupManifest.Entry).OpenAsync(cancellationToken))
                    await JsonSerializer.SerializeAsync(entry, manifest, JsonSerializerOptions.Web, cancellationToken);
                foreach (var name in content.Files(withData))
                {
                    var path = Path.Combine(workspace.Root, name);
                    if (path != archive && path != aside) await zip.CreateEntryFromFileAsync(path, name, CompressionLevel.Optimal, cancellationToken);
                }
                await AddStateAsync(zip, workspace, cancellationToken);
            }
            File.Move(aside, archive, overwrite);
            return manifest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSyncException("ExportNotWritable", $"'{archive}' cannot be written: {e.Message}", "Check the folder's rights and the free space on its disk.", e);
        }
        finally
        {
            File.Delete(aside);
        }
    }

    /// <summary>The state as of one moment, however many processes write it; leases are of this machine's processes and stay out.</summary>
    private static async Task AddStateAsync(ZipArchive zip, Workspace workspace, CancellationToken cancellationToken)
    {
        if (!File.Exists(workspace.StatePath)) return;
        var copy = Path.Combine(Path.GetTempPath(), $"datasync-{Guid.NewGuid():N}.db");
        try
        {
            using (var from = new StateDatabase(workspace.StatePath).Open(StateSchema.Ddl))
            using (var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy, Pooling = false }.ToString()))
            {
                to.Open();
                from.BackupDatabase(to);
                to.Execute("DELETE FROM plan_leases");
                to.Execute("PRAGMA journal_mode=DELETE");
            }
            await zip.CreateEntryFromFileAsync(copy, Path.GetFileName(workspace.StatePath), CompressionLevel.Optimal, cancellationToken);
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
