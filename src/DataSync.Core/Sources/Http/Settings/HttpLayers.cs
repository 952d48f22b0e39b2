using System.Text.Json.Nodes;
using DataSync.Catalog;

namespace DataSync.Sources.Http.Settings;

/// <summary>The settings of a web API: a preset's, overlaid by the source's own, overlaid by a dataset's.</summary>
internal static class HttpLayers
{
    /// <summary>The layers of a source and, where one is given, a dataset.</summary>
    /// <exception cref="DataSyncException"><c>PresetNotFound</c>, <c>PresetInvalid</c>.</exception>
    public static SettingsLayers Of(Source source, Workspace workspace, Dataset? dataset = null)
    {
        var layers = new SettingsLayers();
        if (source.Preset is { Length: > 0 } name)
        {
            var (preset, file) = Presets.Read(name, workspace);
            layers.Add(preset, file);
        }
        layers.Add(source.Settings, $"source '{source.Name}'");
        var own = new JsonObject();
        if (source.Uri is { Length: > 0 } uri) own["uri"] = uri;
        if (source.TimeZone is { Length: > 0 } zone) own["timeZone"] = zone;
        layers.Add(own, $"source '{source.Name}'");
        layers.Add(dataset?.Settings, $"dataset '{dataset?.Name}'");
        return layers;
    }
}
