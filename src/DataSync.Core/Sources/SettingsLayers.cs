using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace DataSync.Sources;

/// <summary>Settings from several places, laid over one another as JSON Merge Patch (RFC 7396) does: objects merge, null removes, all else replaces.</summary>
internal sealed class SettingsLayers
{
    private readonly List<(JsonObject Settings, string Origin)> _layers = [];

    /// <summary>The layers of a source and, where one is given, a dataset; a preset's are laid under them first.</summary>
    public static SettingsLayers Of(Source source, Dataset? dataset)
    {
        var layers = new SettingsLayers();
        layers.Add(source.Settings, $"source '{source.Name}'");
        layers.Add(dataset?.Settings, $"dataset '{dataset?.Name}'");
        return layers;
    }

    /// <summary>Lays settings over those before.</summary>
    public void Add(JsonObject? settings, string origin)
    {
        if (settings is { Count: > 0 }) _layers.Add((settings, origin));
    }

    /// <summary>The settings, not yet checked against one another.</summary>
    /// <exception cref="DataSyncException"><c>SettingInvalid</c>: a setting is unknown or of the wrong type.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
    {
        var merged = new JsonObject();
        foreach (var (settings, _) in _layers) Merge(merged, settings, exact: false);
        try
        {
            return merged.Deserialize(type)!;
        }
        catch (JsonException e)
        {
            var path = e.Path?.TrimStart('$', '.') ?? "";
            var unknown = e.Message.Contains("could not be mapped", StringComparison.Ordinal);
            throw Invalid(path, unknown ? "there is no such setting" : "the value is of another type than the setting's",
                unknown ? $"Settings: {string.Join(", ", type.Properties.Select(p => p.Name))}." : "Look at the help topic about_DataSync_Sources for the settings' values.", e);
        }
    }

    /// <summary>An error about a setting that names the place it comes from.</summary>
    public DataSyncException Invalid(string path, string problem, string advice, Exception? inner = null) =>
        new("SettingInvalid", $"{Origin(path)}: setting {path}: {problem}.", advice, inner);

    private string Origin(string path)
    {
        for (var i = _layers.Count - 1; i >= 0; i--)
            if (Holds(_layers[i].Settings, path.Split('.', '['))) return _layers[i].Origin;
        return _layers.Count > 0 ? _layers[^1].Origin : "source";
    }

    private static bool Holds(JsonNode? node, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || node is not JsonObject holder) return node is not null;
        return Find(holder, path[0], exact: false) is { } key && Holds(holder[key], path[1..]);
    }

    // names of settings match in any case; those in a body or query are the vendor's
    private static void Merge(JsonObject target, JsonObject patch, bool exact)
    {
        foreach (var (name, value) in patch)
        {
            var key = Find(target, name, exact) ?? name;
            if (value is null) target.Remove(key);
            else if (value is JsonObject inner)
            {
                if (target[key] is not JsonObject) target[key] = new JsonObject();
                Merge((JsonObject)target[key]!, inner, exact || key is "body" or "query" or "arguments");
            }
            else target[key] = value.DeepClone();
        }
    }

    private static string? Find(JsonObject holder, string name, bool exact) =>
        holder.Select(p => p.Key).FirstOrDefault(key => key.Equals(name, exact ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase));
}
