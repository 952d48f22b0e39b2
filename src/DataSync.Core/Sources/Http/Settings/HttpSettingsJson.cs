using System.Text.Json.Serialization;
using DataSync.Catalog;

namespace DataSync.Sources.Http.Settings;

/// <summary>Reads <see cref="HttpSettings"/> without reflection, as they are read at each cold start. Properties have setters, not initializers, as
/// generated code would give absent ones their type's default.</summary>
[JsonSourceGenerationOptions(
    PropertyNameCaseInsensitive = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(HttpSettings))]
internal sealed partial class HttpSettingsJson : JsonSerializerContext;
