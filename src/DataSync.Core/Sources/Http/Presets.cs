using System.Text.Json;
using System.Text.Json.Nodes;
using DataSync.Catalog;

namespace DataSync.Sources.Http;

/// <summary>Presets: JSON files of settings in the workspace's <c>presets</c> folder or, after it, the module's.</summary>
public static class Presets
{
    private const string Folder = "presets";

    /// <summary>The names of all presets, sorted.</summary>
    public static IReadOnlyList<string> Names(Workspace workspace) =>
        [.. ModuleFolders.All(Folder, workspace)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .Select(file => Path.GetFileNameWithoutExtension(file))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Reads a preset, by its name in any case.</summary>
    /// <returns>The settings and the file they come from.</returns>
    /// <exception cref="DataSyncException"><c>PresetNotFound</c>, <c>PresetInvalid</c> naming file and line.</exception>
    internal static (JsonObject Settings, string File) Read(string name, Workspace workspace)
    {
        var file = ModuleFolders.All(Folder, workspace)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.json"))
            .FirstOrDefault(file => Path.GetFileNameWithoutExtension(file).Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new DataSyncException("PresetNotFound", $"There is no preset '{name}'.",
                $"Presets: {string.Join(", ", Names(workspace))}. A file {Folder}/{name}.json in the workspace adds one.");
        try
        {
            var settings = JsonNode.Parse(File.ReadAllBytes(file), documentOptions: new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }) as JsonObject
                ?? throw new DataSyncException("PresetInvalid", $"{file}: a preset is a JSON object.", "Put the settings in { }.");
            settings.Remove("$schema");
            return (settings, file);
        }
        catch (JsonException e)
        {
            throw new DataSyncException("PresetInvalid", $"{file}, line {e.LineNumber + 1}: {e.Message}", "Correct the file; it is JSON.", e);
        }
    }
}
