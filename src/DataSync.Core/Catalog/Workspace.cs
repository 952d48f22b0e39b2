namespace DataSync.Catalog;

/// <summary>The folder that holds sources, datasets, stores and plans as text files, and <c>state.db</c>.</summary>
public sealed class Workspace
{
    /// <summary>The file that makes a folder a workspace.</summary>
    public const string FileName = "datasync.json";

    /// <summary>The environment variable that names the workspace.</summary>
    public const string Variable = "DATASYNC_WORKSPACE";

    /// <summary>The version of the file formats. An older workspace is read as it is, what it lacks by defaults, and becomes one of this version when a file of it is written.</summary>
    private const int Version = 2;

    private bool _raised;

    private Workspace(string root, WorkspaceFile file)
    {
        (Root, Settings) = (root, new WorkspaceSettings { Retention = file.Retention ?? new(), Log = file.Log ?? new() });
        Plans = new(this, "plans", _ => []);
        Datasets = new(this, "datasets", name => Users(Plans, "plan", p => p.Dataset, name));
        Stores = new(this, "stores", name => Users(Plans, "plan", p => p.Store, name));
        Notifications = new(this, "notifications", _ => []);
        Sources = new(this, "sources", name => Users(Datasets, "dataset", d => d.Source, name));
        Templates = new(this);
        History = new(this);
        Migrations = new(this);
    }

    /// <summary>One without a folder, for work in memory.</summary>
    internal static Workspace Nowhere { get; } = new("", new WorkspaceFile(Version));

    /// <summary>The folder, absolute.</summary>
    public string Root { get; }
    /// <summary>What <c>datasync.json</c> says of logs and what is past.</summary>
    public WorkspaceSettings Settings { get; }
    /// <summary>The sources.</summary>
    public CatalogFolder<Source> Sources { get; }
    /// <summary>The datasets.</summary>
    public CatalogFolder<Dataset> Datasets { get; }
    /// <summary>The stores.</summary>
    public CatalogFolder<Store> Stores { get; }
    /// <summary>The plans.</summary>
    public CatalogFolder<Plan> Plans { get; }
    /// <summary>The templates: the workspace's own, and those the module ships.</summary>
    public Templates.TemplateFolder Templates { get; }
    /// <summary>The versions of the datasets.</summary>
    public DatasetHistory History { get; }
    /// <summary>The migrations of stored tables.</summary>
    public Schema.MigrationFolder Migrations { get; }
    /// <summary>The clock by which versions and migrations are dated.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
    /// <summary>The notifications.</summary>
    public CatalogFolder<Notification> Notifications { get; }
    /// <summary>The path of <c>state.db</c>.</summary>
    public string StatePath => Path.Combine(Root, "state.db");
    /// <summary>The script whose functions plans' scriptblocks may use; it need not exist.</summary>
    public string FunctionsPath => Path.Combine(Root, "functions.ps1");

    /// <summary>A path as given, a relative one counted from the workspace.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, Root);

    /// <summary>Opens the workspace in exactly this folder.</summary>
    /// <exception cref="DataSyncException"><c>WorkspaceNotFound</c>, <c>WorkspaceTooNew</c>, <c>CatalogFileInvalid</c>.</exception>
    public static Workspace Open(string root)
    {
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            throw new DataSyncException("WorkspaceNotFound", $"'{folder}' is no workspace: it holds no {FileName}.", $"Make one there with New-DsWorkspace '{folder}', or name another with -Workspace.");
        var content = CatalogJson.Read<WorkspaceFile>(file);
        return content.Version switch
        {
            > Version => throw new DataSyncException("WorkspaceTooNew", $"'{file}' is of version {content.Version}, made by a newer DataSync; this one knows version {Version}.", "Update the module."),
            < 1 => throw new DataSyncException("CatalogFileInvalid", $"{file}: field 'version' says {content.Version}.", $"The version is {Version}."),
            _ => new(folder, content),
        };
    }

    /// <summary>
    /// Finds the workspace: <paramref name="given"/>, else the environment's <c>DATASYNC_WORKSPACE</c>, else the nearest folder from <paramref name="currentFolder"/>
    /// upward that holds <c>datasync.json</c>, else <c>~/.datasync</c>, which is made where it is missing.
    /// </summary>
    /// <exception cref="DataSyncException">As <see cref="Open"/>.</exception>
    public static Workspace Locate(string? given, string currentFolder)
    {
        if (given is not null) return Open(Path.GetFullPath(given, currentFolder));
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } variable) return Open(Path.GetFullPath(variable, currentFolder));
        for (var folder = new DirectoryInfo(currentFolder); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, FileName))) return Open(folder.FullName);
        return Create(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".datasync"));
    }

    /// <summary>Makes a workspace in a folder, which may exist; an existing workspace there stays as it is.</summary>
    /// <exception cref="DataSyncException"><c>WorkspaceNotWritable</c>, or as <see cref="Open"/> for one that exists.</exception>
    public static Workspace Create(string root)
    {
        var folder = Path.GetFullPath(root);
        var file = Path.Combine(folder, FileName);
        if (File.Exists(file)) return Open(folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataSyncException("WorkspaceNotWritable", $"The folder '{folder}' cannot be made: {e.Message}", "Check the parent folder's rights, or name another place.", e);
        }
        var ignore = Path.Combine(folder, ".gitignore");
        // the index of what is stored is for this machine alone
        if (!File.Exists(ignore)) AtomicFile.WriteAllText(ignore, "state.db*\n.lock\n*.tmp\nlogs/\nrefused/\n");
        CatalogJson.WriteSchemas(folder);
        AtomicFile.WriteAllText(file, CatalogJson.Write(new WorkspaceFile(Version)));
        return Open(folder);
    }

    /// <summary>Notes that files of this version are about to be written, so that an older program says so instead of stumbling over them. To be called under the folder's lock.</summary>
    internal void RaiseVersion()
    {
        if (_raised) return;
        var file = Path.Combine(Root, FileName);
        var content = CatalogJson.Read<WorkspaceFile>(file);
        if (content.Version < Version) AtomicFile.WriteAllText(file, CatalogJson.Write(content with { Version = Version }));
        _raised = true;
    }

    private static IEnumerable<string> Users<T>(CatalogFolder<T> items, string noun, Func<T, string> uses, string name) where T : class, ICatalogItem =>
        items.All().Where(i => uses(i).Equals(name, StringComparison.OrdinalIgnoreCase)).Select(i => $"{noun} '{i.Name}'");

    /// <summary>What <c>datasync.json</c> says.</summary>
    /// <param name="Version">The version of the workspace's file formats.</param>
    /// <param name="Retention">How long what is past is kept; null: the defaults.</param>
    /// <param name="Log">What runs write; null: the defaults.</param>
    private sealed record WorkspaceFile(int Version, RetentionSettings? Retention = null, LogSettings? Log = null);
}
