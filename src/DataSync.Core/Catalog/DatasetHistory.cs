using System.Globalization;
using DataSync.Introspection;
using DataSync.Schema;

namespace DataSync.Catalog;

/// <summary>The versions of the workspace's datasets: a text file each, in <c>versions/DATASET</c>, added whenever columns or parameters change, however that came.</summary>
public sealed class DatasetHistory
{
    private const string PageFile = "page.json";
    private readonly Workspace _workspace;

    internal DatasetHistory(Workspace workspace)
    {
        _workspace = workspace;
        Path = System.IO.Path.Combine(workspace.Root, "versions");
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>A dataset's versions, oldest first. One that was saved before versions were kept has at least its present one.</summary>
    /// <exception cref="DataSyncException"><c>DatasetNotFound</c>, <c>CatalogFileInvalid</c>.</exception>
    public IReadOnlyList<DatasetVersion> Read(string dataset)
    {
        var current = _workspace.Datasets.Get(dataset);
        var versions = Files(current.Name).Select(CatalogJson.Read<DatasetVersion>).OrderBy(v => v.Version).ToList();
        return versions.Count > 0 ? versions : [Of(current, new DateTime(0, DateTimeKind.Utc), "")];
    }

    /// <summary>The columns that a column of some version may be called now: what renamings made of its name, the latest first.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="column">The name as a table has it.</param>
    public IEnumerable<string> NamesSince(string dataset, string column)
    {
        var versions = Read(dataset);
        for (var start = versions.Count - 1; start > 0; start--)
        {
            var name = column;
            foreach (var version in versions.Skip(start))
                if (version.Renames.TryGetValue(name, out var to)) name = to;
            if (name != column) yield return name;
        }
    }

    /// <summary>The version from which on a dataset has a column, under whatever name.</summary>
    /// <param name="dataset">The dataset.</param>
    /// <param name="column">The column's present name.</param>
    public int VersionSince(Dataset dataset, string column)
    {
        var since = dataset.SchemaVersion;
        foreach (var version in Read(dataset.Name).Reverse())
        {
            if (version.Columns.All(c => c.Name != column)) return since;
            since = version.Version;
            column = version.Renames.FirstOrDefault(r => r.Value == column).Key ?? column;
        }
        return since;
    }

    /// <summary>What tells a dataset's page as it was read last from later versions of it; null where nothing does, or its changes were not all taken over.</summary>
    public DocumentValidators? ReadPage(string dataset) => System.IO.Path.Combine(FolderOf(dataset), PageFile) is var file && File.Exists(file) ? CatalogJson.Read<DocumentValidators>(file) : null;

    /// <summary>Keeps what tells a page's version, or forgets it.</summary>
    public void WritePage(string dataset, DocumentValidators? validators)
    {
        var file = System.IO.Path.Combine(FolderOf(dataset), PageFile);
        if (validators is null) File.Delete(file);
        else if (!File.Exists(file) || CatalogJson.Read<DocumentValidators>(file) != validators)
        {
            Directory.CreateDirectory(FolderOf(dataset));
            AtomicFile.WriteAllText(file, CatalogJson.Write(validators));
        }
    }

    /// <summary>Notes a dataset that is being saved, under the workspace's lock.</summary>
    /// <param name="before">The dataset as its file has it; null where there is none.</param>
    /// <param name="after">The dataset to be saved.</param>
    /// <param name="why">What changes it.</param>
    /// <param name="renames">Columns and parameters that have another name now, old name to new; null for none.</param>
    /// <returns>The dataset to be saved, with a version number of its own where it has a schema of its own.</returns>
    internal Dataset Note(Dataset? before, Dataset after, string why, IReadOnlyDictionary<string, string>? renames)
    {
        var latest = Files(after.Name).Max(StringComparer.Ordinal) is { } newest ? CatalogJson.Read<DatasetVersion>(newest) : null;
        if (latest is null && before is not null && !DatasetRevision.SameSchema(before, after)) Write(latest = Of(before, File.GetLastWriteTimeUtc(FileOf(before)), ""));
        if (latest is not null && SameSchema(latest, after) && (after.SchemaVersion <= latest.Version || before is not null && DatasetRevision.SameSchema(before, after))) return after with { SchemaVersion = latest.Version };
        if (latest is not null && after.SchemaVersion <= latest.Version) after = after with { SchemaVersion = latest.Version + 1 };
        var changes = latest is null ? [] : SchemaComparison.Compare(AsDataset(latest), after, Known(latest, after, renames)).Select(d => d.ToString()).ToList();
        Write(Of(after, _workspace.Time.GetUtcNow().UtcDateTime, why) with { Changes = changes, Renames = Known(latest, after, renames) });
        return after;
    }

    /// <summary>Forgets a dataset that is removed.</summary>
    internal void Remove(string dataset)
    {
        if (FolderOf(dataset) is var folder && Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static Dictionary<string, string> Known(DatasetVersion? before, Dataset after, IReadOnlyDictionary<string, string>? renames) =>
        (renames ?? new Dictionary<string, string>()).Where(r => before is not null && AsDataset(before) is var old && (old.FindColumn(r.Key) is not null || old.FindParameter(r.Key) is not null) && (after.FindColumn(r.Value) is not null || after.FindParameter(r.Value) is not null))
            .ToDictionary(r => r.Key, r => r.Value);

    private static bool SameSchema(DatasetVersion version, Dataset dataset) => DatasetRevision.SameSchema(AsDataset(version), dataset);

    private static Dataset AsDataset(DatasetVersion version) => new() { Name = version.Dataset, Key = version.Key, Parameters = version.Parameters, Columns = version.Columns };

    private static DatasetVersion Of(Dataset dataset, DateTime at, string why) => new()
    {
        Dataset = dataset.Name,
        Version = dataset.SchemaVersion,
        At = at,
        Why = why,
        Fingerprint = dataset.Fingerprint,
        Key = dataset.Key,
        Parameters = dataset.Parameters,
        Columns = dataset.Columns,
    };

    private void Write(DatasetVersion version)
    {
        Directory.CreateDirectory(FolderOf(version.Dataset));
        AtomicFile.WriteAllText(System.IO.Path.Combine(FolderOf(version.Dataset), string.Create(CultureInfo.InvariantCulture, $"{version.Version:0000}.json")), CatalogJson.Write(version));
    }

    private string FileOf(Dataset dataset) => System.IO.Path.Combine(_workspace.Datasets.Path, dataset.Name + ".json");

    private string FolderOf(string dataset) => System.IO.Path.Combine(Path, dataset);

    private IEnumerable<string> Files(string dataset) => Directory.Exists(FolderOf(dataset)) ? Directory.EnumerateFiles(FolderOf(dataset), "????.json").Where(f => System.IO.Path.GetFileName(f) != PageFile) : [];
}
