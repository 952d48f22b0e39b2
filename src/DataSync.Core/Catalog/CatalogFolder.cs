namespace DataSync.Catalog;

/// <summary>The items of one type: one JSON file each, named as the item.</summary>
public sealed class CatalogFolder<T> where T : class, ICatalogItem
{
    private static readonly string Noun = typeof(T).Name.ToLowerInvariant();
    private readonly Workspace _workspace;
    private readonly Func<string, IEnumerable<string>> _usersOf;

    internal CatalogFolder(Workspace workspace, string folder, Func<string, IEnumerable<string>> usersOf)
    {
        (_workspace, _usersOf) = (workspace, usersOf);
        Path = System.IO.Path.Combine(workspace.Root, folder);
    }

    /// <summary>The folder, absolute.</summary>
    public string Path { get; }

    /// <summary>The item of a name, in any case.</summary>
    /// <exception cref="DataSyncException"><c>SourceNotFound</c>, <c>DatasetNotFound</c>, … with the nearest names; <c>CatalogFileInvalid</c> naming file, line and field.</exception>
    public T Get(string name) => Find(name) ?? throw NotFound(name);

    /// <summary>The item of a name, null where there is none.</summary>
    /// <exception cref="DataSyncException"><c>CatalogFileInvalid</c> naming file, line and field.</exception>
    public T? Find(string name) => FileOf(name) is { } file ? Read(file) : null;

    /// <summary>The names of all items, sorted, without reading the files.</summary>
    public IReadOnlyList<string> Names() =>
        [.. Files().Select(f => System.IO.Path.GetFileNameWithoutExtension(f)).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>All items, by name.</summary>
    public IEnumerable<T> All() => Names().Select(Find).OfType<T>();

    /// <summary>When an item was written last, UTC.</summary>
    /// <exception cref="DataSyncException">There is none of that name.</exception>
    public DateTime WrittenAt(string name) => File.GetLastWriteTimeUtc(FileOf(name) ?? throw NotFound(name));

    /// <summary>Writes an item, atomically.</summary>
    /// <param name="item">The item.</param>
    /// <param name="overwrite">False: an existing item of that name is an error (<c>SourceExists</c>, …).</param>
    /// <param name="why">What changes it, for the versions of datasets.</param>
    public void Save(T item, bool overwrite, string why = "")
    {
        ItemName.Check(item.Name, Noun);
        using var held = FolderLock.Take(_workspace.Root);
        if (!overwrite && FileOf(item.Name) is { } file)
            throw new DataSyncException($"{typeof(T).Name}Exists", $"The {Noun} '{item.Name}' exists already: '{file}'.", $"Use Set-Ds{typeof(T).Name} to change it, -Force to replace it, or another name.");
        Write(item, why, null);
    }

    /// <summary>Reads, changes and writes an item under the workspace's lock, so that two processes lose nothing.</summary>
    /// <param name="name">The item's name.</param>
    /// <param name="change">Changes it.</param>
    /// <param name="why">What changes it, for the versions of datasets.</param>
    /// <param name="renames">Columns and parameters of a dataset that have another name now, old name to new.</param>
    /// <exception cref="DataSyncException">There is no such item, or it cannot be read or written.</exception>
    public T Update(string name, Func<T, T> change, string why = "", IReadOnlyDictionary<string, string>? renames = null)
    {
        using var held = FolderLock.Take(_workspace.Root);
        return Write(change(Get(name)), why, renames);
    }

    /// <summary>Removes an item.</summary>
    /// <exception cref="DataSyncException"><c>SourceNotFound</c>, …; <c>SourceInUse</c>, … naming its users.</exception>
    public void Remove(string name)
    {
        using var held = FolderLock.Take(_workspace.Root);
        var file = FileOf(name) ?? throw NotFound(name);
        var users = _usersOf(name).ToList();
        if (users.Count > 0)
            throw new DataSyncException($"{typeof(T).Name}InUse", $"The {Noun} '{name}' is used by {string.Join(", ", users)}.", "Remove or change those first.");
        File.Delete(file);
        PlanScript.Delete(file);
        if (typeof(T) == typeof(Dataset)) _workspace.History.Remove(System.IO.Path.GetFileNameWithoutExtension(file));
    }

    private DataSyncException NotFound(string name) =>
        new($"{typeof(T).Name}NotFound", $"There is no {Noun} '{name}' in the workspace '{_workspace.Root}'.", ItemName.Suggest(name, Names()));

    private IEnumerable<string> Files() => Directory.Exists(Path) ? Directory.EnumerateFiles(Path, "*.json") : [];

    private string? FileOf(string name)
    {
        var exact = System.IO.Path.Combine(Path, name + ".json");
        return name.Length > 0 && name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) < 0 && File.Exists(exact)
            ? exact
            : Files().FirstOrDefault(f => System.IO.Path.GetFileNameWithoutExtension(f).Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private static T? Read(string file)
    {
        try
        {
            var item = CatalogJson.Read<T>(file);
            var stem = System.IO.Path.GetFileNameWithoutExtension(file);
            if (!item.Name.Equals(stem, StringComparison.OrdinalIgnoreCase))
                throw new DataSyncException("CatalogFileInvalid", $"{file}: field 'name' says '{item.Name}', but the file is '{stem}.json'.", "Give both the same name.");
            return item is Plan plan ? (T)(object)PlanScript.Read(plan, file) : item;
        }
        catch (FileNotFoundException)
        {
            return null; // another process removed it between our look and our reading
        }
    }

    private T Write(T item, string why, IReadOnlyDictionary<string, string>? renames)
    {
        Directory.CreateDirectory(Path);
        CatalogJson.WriteSchemas(_workspace.Root);
        _workspace.RaiseVersion();
        var file = FileOf(item.Name) ?? System.IO.Path.Combine(Path, item.Name + ".json");
        if (item is Plan plan) PlanScript.Write(plan, file);
        // the version is written first: a crash between the two leaves one too many, which the next change gives its content
        if (item is Dataset dataset) item = (T)(object)_workspace.History.Note((Dataset?)(object?)(File.Exists(file) ? Read(file) : null), dataset, why, renames);
        AtomicFile.WriteAllText(file, CatalogJson.Write(item));
        return item;
    }
}
