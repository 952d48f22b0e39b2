using System.Management.Automation;
using DataSync.Catalog;
using DataSync.Sources;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>Checks every file of a workspace, and that what they refer to exists.</summary>
/// <remarks>Useful after editing files by hand or merging branches. Asks no vendor and opens no store; see Test-DsSource and Test-DsStore for these.</remarks>
/// <example><code>Test-DsWorkspace</code><para>Checks the workspace of the current folder.</para></example>
/// <example><code>(Test-DsWorkspace).Problems</code><para>Lists what is wrong, each with file and fix.</para></example>
[Cmdlet(VerbsDiagnostic.Test, "DsWorkspace")]
[OutputType(typeof(WorkspaceStatus))]
public sealed class TestDsWorkspaceCommand : WorkspaceCommand
{
    private readonly List<string> _problems = [];

    /// <inheritdoc/>
    protected override void Process()
    {
        Check(Home.Sources, s => SourceKinds.Get(s.Kind).Validate(s, Home));
        Check(Home.Datasets, d => Require(Home.Sources, d.Source, $"dataset '{d.Name}'"));
        Check(Home.Stores, s => StoreKinds.Get(s.Kind).Validate(s));
        Check(Home.Plans, p =>
        {
            Require(Home.Datasets, p.Dataset, $"plan '{p.Name}'");
            Require(Home.Stores, p.Store, $"plan '{p.Name}'");
            Services.Clock(Home, p);
            if (p.ArgumentScript is { } text) PlanArguments.CheckScript(Home, p, Scripts.ArgumentScript.Parse(text), Scripts.ScriptRunspace.Capture());
        });
        WriteObject(new WorkspaceStatus
        {
            Workspace = Home.Root,
            Sources = Home.Sources.Names().Count,
            Datasets = Home.Datasets.Names().Count,
            Stores = Home.Stores.Names().Count,
            Plans = Home.Plans.Names().Count,
            Problems = _problems,
        });
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
                _problems.Add($"{e.Message} {e.Advice}".TrimEnd());
            }
        }
    }

    private static void Require<T>(CatalogFolder<T> folder, string name, string user) where T : class, ICatalogItem
    {
        if (folder.Find(name) is null)
            throw new DataSyncException("ReferenceNotFound", $"The {user} refers to the {typeof(T).Name.ToLowerInvariant()} '{name}', which does not exist.", $"Make '{name}', or correct the {user}.");
    }
}
