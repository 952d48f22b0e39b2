using System.Text.Json.Serialization;

namespace DataSync.Sources.Objects;

/// <summary>What a source of objects, or a dataset of it, is told.</summary>
internal sealed record ObjectSettings
{
    /// <summary>The script that emits the objects; null: a pipeline brings them. It sees <c>$Arguments</c>, and the module's commands.</summary>
    public string? Script { get; set; }
    /// <summary>The zone (IANA) of times that have none, which also decides what today is.</summary>
    public string TimeZone { get; set; } = "UTC";
}

/// <summary>Reads <see cref="ObjectSettings"/> without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ObjectSettings))]
internal sealed partial class ObjectSettingsJson : JsonSerializerContext;
