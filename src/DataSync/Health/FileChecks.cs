using DataSync.Catalog;
using DataSync.Commands;
using DataSync.Notifications;
using DataSync.Scripts;
using DataSync.Sources;
using DataSync.Stores;

namespace DataSync.Health;

/// <summary>Every file of the workspace can be read, is right by itself, and what it refers to exists.</summary>
internal sealed class FileChecks(HealthReport report)
{
    private const string Area = "Files";
    private readonly Workspace _home = report.Workspace;
    private int _wrong;

    /// <summary>Checks all files. To be called on the pipeline thread.</summary>
    public void Run()
    {
        var runspaces = ScriptRunspace.Capture();
        Check(_home.Sources, s => SourceKinds.Get(s.Kind).Validate(s, _home));
        Check(_home.Datasets, d => Require(_home.Sources, d.Source, $"dataset '{d.Name}'"));
        Check(_home.Stores, s => StoreKinds.Get(s.Kind).Validate(s));
        Check(_home.Notifications, n => NotificationKinds.Get(n.Kind).Validate(n, _home));
        Check(_home.Plans, p =>
        {
            Require(_home.Datasets, p.Dataset, $"plan '{p.Name}'");
            Require(_home.Stores, p.Store, $"plan '{p.Name}'");
            Services.Clock(_home, p);
            if (p.ArgumentScript is { } text) PlanArguments.CheckScript(_home, p, ArgumentScript.Parse(text), runspaces);
        });
        if (_wrong == 0)
            report.Ok(Area, _home.Root, $"{_home.Sources.Names().Count} sources, {_home.Datasets.Names().Count} datasets, {_home.Stores.Names().Count} stores, {_home.Plans.Names().Count} plans, {_home.Notifications.Names().Count} notifications.");
    }

    private void Check<T>(CatalogFolder<T> folder, Action<T> check) where T : class, ICatalogItem
    {
        foreach (var name in folder.Names())
        {
            try
            {
                check(folder.Get(name));
            }
            catch (DataSyncException e)
            {
                _wrong++;
                report.Error(Area, Path.Combine(Path.GetFileName(folder.Path), $"{name}.json"), e.Message, e.Advice);
            }
        }
    }

    private static void Require<T>(CatalogFolder<T> folder, string name, string user) where T : class, ICatalogItem
    {
        if (folder.Find(name) is null)
            throw new DataSyncException("ReferenceNotFound", $"The {user} refers to the {typeof(T).Name.ToLowerInvariant()} '{name}', which does not exist.", $"Make '{name}', or correct the {user}.");
    }
}
