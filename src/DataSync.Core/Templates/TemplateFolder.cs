using DataSync.Catalog;

namespace DataSync.Templates;

/// <summary>The templates of a workspace: text files in its folder <c>templates</c>, and those the module ships, which the workspace overrides by name.</summary>
public sealed class TemplateFolder
{
    private const string FolderName = "templates";
    private readonly Workspace _workspace;

    internal TemplateFolder(Workspace workspace)
    {
        _workspace = workspace;
        Path = System.IO.Path.Combine(workspace.Root, FolderName);
    }

    /// <summary>The workspace's own folder, absolute; it need not exist.</summary>
    public string Path { get; }

    /// <summary>The names of all templates, sorted, without reading the files.</summary>
    public IReadOnlyList<string> Names() => [.. Files().Select(f => NameOf(f.File)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>All templates, by name.</summary>
    /// <exception cref="DataSyncException">A file is wrong, as for <see cref="Get(string)"/>.</exception>
    public IEnumerable<Template> All() => Names().Select(Find).OfType<Template>();

    /// <summary>The template of a name, in any case; null where there is none.</summary>
    /// <exception cref="DataSyncException"><c>TemplateInvalid</c>, <c>CatalogFileInvalid</c>, naming file, line and field.</exception>
    public Template? Find(string name)
    {
        var (file, shipped) = Files().FirstOrDefault(f => NameOf(f.File).Equals(name, StringComparison.OrdinalIgnoreCase));
        try
        {
            return file is null ? null : TemplateFile.Read(file, shipped);
        }
        catch (FileNotFoundException)
        {
            return null; // another process removed it between our look and our reading
        }
    }

    /// <summary>The template of a name, in any case.</summary>
    /// <exception cref="DataSyncException"><c>TemplateNotFound</c> with the nearest names; as <see cref="Find"/>.</exception>
    public Template Get(string name) => Find(name) ?? throw new DataSyncException("TemplateNotFound", $"There is no template '{name}' in the workspace '{_workspace.Root}', and the module ships none.", ItemName.Suggest(name, Names()));

    /// <summary>The template of a name and kind.</summary>
    /// <exception cref="DataSyncException"><c>TemplateKindWrong</c>; as <see cref="Get(string)"/>.</exception>
    public Template Get(string name, string kind) => Get(name) is var template && template.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase) ? template
        : throw new DataSyncException("TemplateKindWrong", $"The template '{template.Name}' is of kind {template.Kind}, not {kind}.", $"Templates of kind {kind}: {string.Join(", ", All().Where(t => t.Kind.Equals(kind, StringComparison.OrdinalIgnoreCase)).Select(t => t.Name))}.");

    /// <summary>Writes a template into the workspace, atomically; one of the same name that the module ships is overridden from then on.</summary>
    /// <param name="template">The template.</param>
    /// <param name="overwrite">False: one of that name in the workspace is an error (<c>TemplateExists</c>).</param>
    /// <returns>The template as saved.</returns>
    /// <exception cref="DataSyncException"><c>TemplateInvalid</c>: front part or text is wrong.</exception>
    public Template Save(Template template, bool overwrite)
    {
        template = Checked(template);
        var file = FileOf(template.Name);
        using var held = FolderLock.Take(_workspace.Root);
        if (!overwrite && Own(template.Name) is { } existing)
            throw new DataSyncException("TemplateExists", $"The template '{template.Name}' exists already: '{existing}'.", "Use Set-DsTemplate to change it, -Force to replace it, or another name.");
        Directory.CreateDirectory(Path);
        AtomicFile.WriteAllText(file, TemplateFile.Write(template));
        return TemplateFile.Read(file, shipped: false);
    }

    /// <summary>A template as it would be saved.</summary>
    /// <exception cref="DataSyncException"><c>NameInvalid</c>; <c>UnknownKind</c>; <c>TemplateInvalid</c>: front part or text is wrong, naming file, line and field.</exception>
    public Template Checked(Template template)
    {
        ItemName.Check(template.Name, "template");
        var file = FileOf(template.Name);
        return TemplateFile.Parse(TemplateFile.Write(template with { Kind = TemplateKinds.Get(template.Kind).Name }), file) with { File = file };
    }

    /// <summary>Removes a template of the workspace; one that the module ships under that name counts again.</summary>
    /// <exception cref="DataSyncException"><c>TemplateNotFound</c>; <c>TemplateShipped</c>: it is the module's.</exception>
    public void Remove(string name)
    {
        using var held = FolderLock.Take(_workspace.Root);
        if (Own(name) is { } file) File.Delete(file);
        else throw new DataSyncException("TemplateShipped", $"The template '{Get(name).Name}' is the module's and cannot be removed.", "A template of the same name in the workspace overrides it.");
    }

    private string FileOf(string name) => Own(name) ?? System.IO.Path.Combine(Path, name + TemplateFile.Extension);

    private string? Own(string name) => Files().FirstOrDefault(f => !f.Shipped && NameOf(f.File).Equals(name, StringComparison.OrdinalIgnoreCase)).File;

    private static string NameOf(string file) => System.IO.Path.GetFileNameWithoutExtension(file);

    private IEnumerable<(string File, bool Shipped)> Files() => ModuleFolders.All(FolderName, _workspace)
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + TemplateFile.Extension).Select(file => (file, folder != Path)));
}
