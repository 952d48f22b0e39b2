using System.Text.Json.Nodes;

namespace DataSync.Stores.Json;

/// <summary>How the objects of a JSON file stand together.</summary>
public enum JsonLayout
{
    /// <summary>One object a line, in <c>.jsonl</c> files.</summary>
    Lines,
    /// <summary>One array of objects, in <c>.json</c> files.</summary>
    Array,
}

/// <summary>How JSON files are written and read.</summary>
public sealed record JsonFormatOptions
{
    /// <summary>Lines or one array. Setting <c>Format</c>.</summary>
    public JsonLayout Format { get; init; } = JsonLayout.Lines;

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong.</exception>
    public static JsonFormatOptions FromSettings(JsonObject? settings)
    {
        var reader = new SettingsReader("JSON", settings);
        var options = new JsonFormatOptions { Format = reader.Choice(nameof(Format), new JsonFormatOptions().Format) };
        reader.Finish();
        return options;
    }
}
