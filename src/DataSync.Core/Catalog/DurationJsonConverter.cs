using System.Text.Json;
using System.Text.Json.Serialization;

namespace DataSync.Catalog;

/// <summary>Writes time spans as people do (<c>7d</c>, <c>12:30:00</c>, <c>Never</c>).</summary>
internal sealed class DurationJsonConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return Duration.TryParse(text, out var span) ? span : throw new JsonException($"'{text}' is no time span. Write 7d, 12h, 30m, 15s, 1.06:00:00 or Never.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(Duration.Format(value));
}
