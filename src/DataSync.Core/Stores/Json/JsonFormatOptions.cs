using System.Text.Json.Nodes;
using DataSync.Stores.Compression;

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
    /// <summary>The files' compression. Setting <c>Compression</c>.</summary>
    public FileCompression Compression { get; init; }

    /// <summary>Reads a store's settings.</summary>
    /// <exception cref="DataSyncException">A setting is unknown or wrong.</exception>
    public static JsonFormatOptions FromSettings(JsonObject? settings)
    {
        var reader = new SettingsReader("JSON", settings);
        var defaults = new JsonFormatOptions();
        var options = new JsonFormatOptions { Format = reader.Choice(nameof(Format), defaults.Format), Compression = reader.Choice(nameof(Compression), defaults.Compression) };
        reader.Finish();
        return options;
    }
}
