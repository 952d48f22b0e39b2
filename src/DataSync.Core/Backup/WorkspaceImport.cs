using System.IO.Compression;
using System.Text.Json;
using DataSync.Catalog;

namespace DataSync.Backup;

/// <summary>Makes a workspace of an archive that <see cref="WorkspaceExport"/> wrote.</summary>
public static class WorkspaceImport
{
    /// <summary>Unpacks the archive into a folder that holds no workspace.</summary>
    /// <exception cref="DataSyncException"><c>ImportInvalid</c>: it is no such archive; <c>WorkspaceExists</c>; <c>WorkspaceNotWritable</c>; or as <see cref="Workspace.Open"/>.</exception>
    public static async Task<(Workspace Workspace, BackupManifest Manifest)> ReadAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (File.Exists(Path.Combine(root, Workspace.FileName))) throw new DataSyncException("WorkspaceExists", $"'{root}' is a workspace already.", "Name another folder, or move that workspace away.");
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var manifest = await ManifestAsync(zip, archive, cancellationToken);
            // checked before the first file is written
            var entries = zip.Entries.Where(e => e.FullName != BackupManifest.Entry && e.Name.Length > 0).Select(e => (Entry: e, Path: Inside(root, e.FullName, archive))).ToList();
            if (entries.TrueForAll(e => e.Entry.FullName != Workspace.FileName)) throw Invalid(archive, $"it holds no {Workspace.FileName}", null);
            // the file that makes a folder a workspace comes last: until then it is none
            foreach (var (entry, path) in entries.OrderBy(e => e.Entry.FullName == Workspace.FileName))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await entry.ExtractToFileAsync(path, overwrite: false, cancellationToken);
            }
            return (Workspace.Open(root), manifest);
        }
        catch (InvalidDataException e)
        {
            throw Invalid(archive, e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSyncException("WorkspaceNotWritable", $"'{archive}' cannot be unpacked into '{root}': {e.Message}", "Check both places; the folder should be new or empty.", e);
        }
    }

    private static async Task<BackupManifest> ManifestAsync(ZipArchive zip, string archive, CancellationToken cancellationToken)
    {
        var entry = zip.GetEntry(BackupManifest.Entry) ?? throw Invalid(archive, $"it holds no {BackupManifest.Entry}", null);
        try
        {
            await using var stream = await entry.OpenAsync(cancellationToken);
            var manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(stream, JsonSerializerOptions.Web, cancellationToken);
            return manifest is { Version: 1 } ? manifest : throw new DataSyncException("ImportTooNew", $"'{archive}' is of version {manifest?.Version}, made by a newer DataSync.", "Update the module.");
        }
        catch (JsonException e)
        {
            throw Invalid(archive, e.Message, e);
        }
    }

    /// <summary>An entry's place, which no name may lead out of the folder.</summary>
    private static string Inside(string root, string name, string archive)
    {
        var path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw Invalid(archive, $"its entry '{name}' leads out of the folder", null);
    }

    private static DataSyncException Invalid(string archive, string reason, Exception? inner) => new("ImportInvalid", $"'{archive}' is no export of a workspace: {reason}.", "Give a file that Export-DsWorkspace wrote.", inner);
}
