using System.Management.Automation;
using DataSync.Parameters;
using DataSync.Scripts;
using DataSync.Stores;

namespace DataSync.Commands;

/// <summary>What New-DsStore and Set-DsStore share.</summary>
public abstract class StoreParametersCommand : ConnectionParametersCommand
{
    /// <summary>The folder of a file store. A relative path counts from the workspace, so that the workspace can move.</summary>
    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The store with what the user gave, checked.</summary>
    private protected Store Apply(Store store)
    {
        var (user, password) = Login("store", store.Name, store.Name, store.User, store.Password);
        var changed = store with
        {
            Path = Path is null ? store.Path : StorePath.Of(this, Path),
            Server = Server ?? store.Server,
            Database = Database ?? store.Database,
            User = user,
            Password = password,
            Settings = Has(nameof(Setting)) ? JsonSettings.Merge(store.Settings, Setting) : store.Settings,
            Description = Has(nameof(Description)) ? Description : store.Description,
        };
        StoreKinds.Get(changed.Kind).Validate(changed);
        return changed;
    }
}
