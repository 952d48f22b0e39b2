using System.Text.Json.Nodes;

namespace DataSync.Sources.Http.Settings;

/// <summary>The smallest question that tells whether the source answers and the token is good.</summary>
internal sealed record ProbeSettings
{
    /// <summary>The API asked.</summary>
    public string Api { get; set; } = "";
    /// <summary>Its arguments, as the vendor writes them.</summary>
    public JsonObject Arguments { get; set; } = [];
    /// <summary>Settings for this question alone, laid over the source's.</summary>
    public JsonObject? Settings { get; set; }
}
