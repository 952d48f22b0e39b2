using DataSync.Scripts;
using DataSync.Secrets;

namespace DataSync.Health;

/// <summary>Secrets resolve, vendors and stores answer, and there is room.</summary>
internal static class PlaceChecks
{
    private const long Gibibyte = 1L << 30;

    public static async Task SecretsAsync(HealthReport report, ISecretResolver resolver, CancellationToken cancellationToken)
    {
        foreach (var group in WorkspaceSecrets.Find(report.Workspace).GroupBy(u => u.Reference))
        {
            var owners = string.Join(", ", group.Select(u => u.Owner));
            await report.GuardAsync("Secrets", group.Key, async () =>
            {
                if (SessionSecrets.IsReference(group.Key))
                {
                    report.Warning("Secrets", group.Key, $"The {owners} is kept by one session alone.", "Scheduled jobs need one that lasts: Set-DsSecret, and secret:NAME.");
                    return;
                }
                await resolver.ResolveAsync(group.Key, cancellationToken);
                report.Ok("Secrets", group.Key, $"The {owners} can be read.");
            });
        }
    }

    public static async Task SourcesAsync(HealthReport report, IReadOnlyList<(string Name, Services.OpenedSource Opened)> sources, CancellationToken cancellationToken)
    {
        foreach (var (name, opened) in sources)
        {
            await using var _ = opened;
            await report.GuardAsync("Sources", name, async () =>
            {
                var test = await opened.Source.TestAsync(cancellationToken);
                if (test.Reachable && test.Authorized != false) report.Ok("Sources", name, $"Answers within {test.Milliseconds:0} ms.");
                else report.Error("Sources", name, test.Message ?? "It is not reached.", $"Test-DsSource {name}");
            });
        }
    }

    public static async Task StoresAsync(HealthReport report, IReadOnlyList<(Store Store, Stores.IStore Opened)> stores, CancellationToken cancellationToken)
    {
        foreach (var (store, opened) in stores)
        {
            await using var _ = opened;
            await report.GuardAsync("Stores", store.Name, async () =>
            {
                var test = await opened.TestAsync(cancellationToken);
                if (!test.Reachable || !test.Writable) report.Error("Stores", store.Name, test.Message ?? "It cannot be written.", $"Test-DsStore {store.Name}");
                else if (test.MissingRights is { Count: > 0 } missing) report.Warning("Stores", store.Name, $"Rights are missing: {string.Join(", ", missing)}.", "Have them granted to the store's user.");
                else report.Ok("Stores", store.Name, test.Version is { } version ? $"{version} answers and can be written." : "It can be written.");
                if (test.Reachable && test.FreeBytes is { } free) Room(report, $"store {store.Name}", free);
            });
        }
    }

    /// <summary>The workspace's own disk.</summary>
    public static void Disk(HealthReport report)
    {
        try
        {
            Room(report, report.Workspace.Root, new DriveInfo(report.Workspace.Root).AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            report.Warning("Disk", report.Workspace.Root, $"The free space is not known: {e.Message}", null);
        }
    }

    private static void Room(HealthReport report, string place, long free)
    {
        var text = $"{(double)free / Gibibyte:0.0} GiB are free.";
        if (free < Gibibyte / 4) report.Error("Disk", place, text, "Free space there: runs stop when it is full.");
        else if (free < 2 * Gibibyte) report.Warning("Disk", place, text, "Free space there before it is full.");
        else report.Ok("Disk", place, text);
    }
}
