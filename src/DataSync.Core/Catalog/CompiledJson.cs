using System.Text.Json.Serialization;

namespace DataSync.Catalog;

/// <summary>
/// Names what <see cref="CatalogJson"/> and the run log read and write, so that the published console has the serializer's code for these types compiled ahead of time; without it some two hundred and fifty more
/// methods are compiled in each start of a plan. Nothing reads through it: generated code forgets the defaults of init-only properties that a file leaves out.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, Converters = [typeof(DurationJsonConverter)])]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(Store))]
[JsonSerializable(typeof(Plan))]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(RetentionSettings))]
[JsonSerializable(typeof(LogSettings))]
[JsonSerializable(typeof(Run))]
internal sealed partial class CompiledJson : JsonSerializerContext;
