namespace DataSync.Notifications;

/// <summary>The kinds of notification there are.</summary>
public static class NotificationKinds
{
    private static readonly Kinds<INotificationKind> Registry = new("notification", k => k.Name);

    /// <summary>All kinds, by name.</summary>
    public static IReadOnlyList<INotificationKind> All => Registry.All;

    /// <summary>The kind of a name, in any case.</summary>
    /// <exception cref="DataSyncException">There is none; the message lists the kinds.</exception>
    public static INotificationKind Get(string name) => Registry.Get(name);
}
