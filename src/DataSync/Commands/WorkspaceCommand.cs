using System.Management.Automation;
using DataSync.Catalog;
using DataSync.Scripts;

namespace DataSync.Commands;

/// <summary>A cmdlet that works in a workspace.</summary>
public abstract class WorkspaceCommand : DsCommand
{
    private Catalog.Workspace? _home;

    /// <summary>
    /// The workspace's folder. Without it: the folder that the environment's DATASYNC_WORKSPACE names, else the nearest one upward from the current location that holds
    /// datasync.json, else ~/.datasync. Inside a plan's scriptblock: the plan's.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Workspace { get; set; }

    /// <summary>The workspace.</summary>
    /// <exception cref="DataSyncException">There is none where the user says, or it cannot be read.</exception>
    protected Catalog.Workspace Home => _home ??= Dated(Workspace is not null
        ? Catalog.Workspace.Locate(FilePath(Workspace), CurrentFolder)
        : GeneratorScope.Current?.Workspace ?? Catalog.Workspace.Locate(null, CurrentFolder));

    private static Catalog.Workspace Dated(Catalog.Workspace workspace)
    {
        workspace.Time = Services.Outside.Time;
        return workspace;
    }

    private string CurrentFolder => SessionState.Path.CurrentFileSystemLocation.ProviderPath;

    /// <summary>Does something with each item whose name matches, wildcards allowed; a name that is none and matches nothing is an error.</summary>
    protected void ForEach<T>(CatalogFolder<T> folder, IReadOnlyList<string>? patterns, Action<T> action) where T : class, ICatalogItem
    {
        foreach (var name in Expand(folder, patterns)) Attempt(name, () => action(folder.Get(name)));
    }

    /// <summary>The names that match, and those without wildcards as they are.</summary>
    protected static IEnumerable<string> Expand<T>(CatalogFolder<T> folder, IReadOnlyList<string>? patterns) where T : class, ICatalogItem
    {
        foreach (var pattern in patterns is null or [] ? ["*"] : patterns)
        {
            if (!WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                yield return pattern;
                continue;
            }
            var wildcard = new WildcardPattern(pattern, WildcardOptions.IgnoreCase);
            foreach (var name in folder.Names().Where(wildcard.IsMatch)) yield return name;
        }
    }

    /// <summary>Removes the items whose names match, each after the question whether to.</summary>
    protected void Remove<T>(CatalogFolder<T> folder, IReadOnlyList<string> patterns) where T : class, ICatalogItem
    {
        foreach (var name in Expand(folder, patterns))
        {
            Attempt(name, () =>
            {
                if (ShouldProcess(Path.Combine(folder.Path, $"{name}.json"), $"Remove {typeof(T).Name.ToLowerInvariant()} '{name}'")) folder.Remove(name);
            });
        }
    }

    /// <summary>Saves a new item and writes it, if the user agrees.</summary>
    protected void Save<T>(CatalogFolder<T> folder, T item, bool overwrite) where T : class, ICatalogItem
    {
        if (!ShouldProcess(Path.Combine(folder.Path, $"{item.Name}.json"), $"Save {typeof(T).Name.ToLowerInvariant()} '{item.Name}'")) return;
        folder.Save(item, overwrite, MyInvocation.MyCommand.Name);
        WriteObject(item);
    }

    /// <summary>Changes the items whose names match, each if the user agrees.</summary>
    protected void Change<T>(CatalogFolder<T> folder, IReadOnlyList<string> patterns, bool passThru, Func<T, T> change) where T : class, ICatalogItem
    {
        ForEach(folder, patterns, item =>
        {
            change(item); // what is wrong with the change shows under -WhatIf too
            if (!ShouldProcess(Path.Combine(folder.Path, $"{item.Name}.json"), $"Change {typeof(T).Name.ToLowerInvariant()} '{item.Name}'")) return;
            var changed = folder.Update(item.Name, change, MyInvocation.MyCommand.Name);
            if (passThru) WriteObject(changed);
        });
    }
}
