using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Catalog;

namespace DataSync.Notifications.Webhook;

/// <summary>Presets of web requests: JSON files of the workspace's <c>notifications/presets</c> folder or, after it, of the module's <c>notifications</c>.</summary>
public static class WebhookPresets
{
    /// <summary>The names of all presets, sorted.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace) => [.. Files(workspace).Select(f => Path.GetFileNameWithoutExtension(f)).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <exception cref="DataSyncException"><c>PresetNotFound</c>, <c>PresetInvalid</c>.</exception>
    internal static WebhookSettings Read(Notification notification, Workspace workspace)
    {
        var own = notification.Settings ?? [];
        // -Setting may spell it in any case
        var name = own.FirstOrDefault(p => p.Key.Equals("preset", StringComparison.OrdinalIgnoreCase)).Value?.ToString();
        var laid = name is null ? [] : ReadFile(name, workspace);
        foreach (var (field, value) in own)
        {
            if (laid.FirstOrDefault(p => p.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Key is { } same) laid.Remove(same);
            laid[field] = value?.DeepClone();
        }
        return NotificationSettings.Read<WebhookSettings>(notification, laid);
    }

    private static JsonObject ReadFile(string name, Workspace workspace)
    {
        var file = Files(workspace).FirstOrDefault(f => Path.GetFileNameWithoutExtension(f).Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DataSyncException("PresetNotFound", $"There is no preset '{name}' of notifications.", $"Presets: {string.Join(", ", Names(workspace))}. A file notifications/presets/{name}.json in the workspace adds one.");
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(file), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject
                ?? throw new DataSyncException("PresetInvalid", $"{file}: a preset is a JSON object.", "Put the settings in { }.");
        }
        catch (JsonException e)
        {
            throw new DataSyncException("PresetInvalid", $"{file}, line {e.LineNumber + 1}: {e.Message}", "Correct the file; it is JSON.", e);
        }
    }

    private static IEnumerable<string> Files(Workspace workspace) => Folders(workspace).Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"));

    // in the built module the assemblies may lie in a folder below the one that holds notifications/
    private static IEnumerable<string> Folders(Workspace workspace)
    {
        yield return Path.Combine(workspace.Notifications.Path, "presets");
        if (Path.GetDirectoryName(typeof(WebhookPresets).Assembly.Location) is { Length: > 0 } home)
        {
            yield return Path.Combine(home, "notifications");
            if (Path.GetDirectoryName(home) is { } parent) yield return Path.Combine(parent, "notifications");
        }
        yield return Path.Combine(AppContext.BaseDirectory, "notifications");
    }
}
