using DataSync.Catalog;

namespace DataSync.Secrets;

/// <summary>A secret that something in a workspace refers to.</summary>
/// <param name="Owner">What refers to it, such as <c>token of source 'tushare'</c>.</param>
/// <param name="Reference">The reference.</param>
public sealed record SecretUse(string Owner, string Reference);

/// <summary>Finds the references to secrets in a workspace's files.</summary>
public static class WorkspaceSecrets
{
    /// <summary>All references of sources, stores and notifications. Files that cannot be read are left out.</summary>
    public static IReadOnlyList<SecretUse> Find(Workspace workspace)
    {
        var found = new List<SecretUse>();
        Add(workspace.Sources, s => s.Token, s => $"token of source '{s.Name}'");
        Add(workspace.Sources, s => s.Password, s => $"password of source '{s.Name}'");
        Add(workspace.Stores, s => s.Password, s => $"password of store '{s.Name}'");
        Add(workspace.Notifications, n => n.Address is { } address && Notifications.NotificationContext.IsReference(address) ? address : null, n => $"address of notification '{n.Name}'");
        Add(workspace.Notifications, n => n.Secret, n => $"secret of notification '{n.Name}'");
        return found;

        void Add<T>(CatalogFolder<T> folder, Func<T, string?> reference, Func<T, string> owner) where T : class, ICatalogItem
        {
            foreach (var name in folder.Names())
            {
                try
                {
                    if (folder.Find(name) is { } item && reference(item) is { Length: > 0 } text) found.Add(new(owner(item), text));
                }
                catch (DataSyncException)
                {
                    // what is wrong with the file is told by those who need it
                }
            }
        }
    }
}
