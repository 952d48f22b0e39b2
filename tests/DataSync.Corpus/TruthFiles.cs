using System.Text.Json;

namespace DataSync.Corpus;

/// <summary>Reads the forms that the truth is written in, other than a draft's own.</summary>
internal static class TruthFiles
{
    /// <summary>An interface of a page that lists several; the first table of an answer is its.</summary>
    public static Draft Listed(JsonElement api) => new()
    {
        ApiName = Text(api, "api_name")!,
        InputParams = [.. List(api, "input_params").Select(p => new InputParam(Text(p, "name")!, Text(p, "type"), null))],
        OutputFields = [.. List(api, "output_tables").Take(1).SelectMany(t => List(t, "items")).Select(f => new OutputField(Text(f, "name")!, Text(f, "type"), null))],
    };

    /// <summary>An operation of an OpenAPI document.</summary>
    public static Draft Operation(JsonElement operation) => new()
    {
        ApiName = $"{Text(operation, "method")} {Text(operation, "path")}",
        InputParams = [.. List(operation, "params").Select(p => new InputParam(Text(p, "name")!, Text(p, "type"), Flag(p, "required")))],
        OutputFields = [.. TopLevel(operation.GetProperty("response")).Select(f => new OutputField(f.Name, Text(f.Value, "type"), null))],
    };

    /// <summary>An endpoint of a vendor's page.</summary>
    public static Draft Endpoint(JsonElement endpoint) => new()
    {
        ApiName = $"{Text(endpoint, "method")} {Text(endpoint, "path")}",
        InputParams = [.. List(endpoint, "params").Select(p => new InputParam(Text(p, "name")!, Text(p, "type"), Flag(p, "required")))],
        OutputFields = [.. List(endpoint, "response_fields").Select(f => new OutputField(Text(f, "name")!, Text(f, "type"), null))],
        FieldsAreKnown = endpoint.GetProperty("response_fields").ValueKind == JsonValueKind.Array,
    };

    private static IEnumerable<JsonProperty> TopLevel(JsonElement response)
    {
        if (response.ValueKind != JsonValueKind.Object) return [];
        if (response.TryGetProperty("of", out var of)) response = of;
        return response.TryGetProperty("fields", out var fields) ? fields.EnumerateObject() : [];
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string name) => element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : [];

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool? Flag(JsonElement element, string name) => element.TryGetProperty(name, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : null;
}
