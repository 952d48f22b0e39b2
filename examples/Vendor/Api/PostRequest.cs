using System.Text.Json;
using DataSync.Examples.Vendor.Data;

namespace DataSync.Examples.Vendor.Api;

/// <summary>The body of a POST: <c>{api_name, token, params, fields}</c>.</summary>
/// <param name="Api">The API asked for.</param>
/// <param name="Token">The token.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Fields">The columns asked for, comma-separated; null where the list is of a type the vendor does not take.</param>
internal sealed record PostRequest(string Api, string Token, VendorArguments Arguments, string? Fields)
{
    /// <summary>Reads a body; null where it is no JSON object.</summary>
    public static async Task<PostRequest?> ReadAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? new(Text(root, "api_name") ?? "", Text(root, "token") ?? "", new(ArgumentList(root)), FieldList(root))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> ArgumentList(JsonElement root) =>
        root.TryGetProperty("params", out var arguments) && arguments.ValueKind == JsonValueKind.Object
            ? arguments.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, Text(arguments, p.Name) ?? "")).ToArray()
            : [];

    private static string? FieldList(JsonElement root) => !root.TryGetProperty("fields", out var fields) ? "" : fields.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => fields.GetString(),
        JsonValueKind.Array when fields.EnumerateArray().All(f => f.ValueKind == JsonValueKind.String) => string.Join(',', fields.EnumerateArray().Select(f => f.GetString())),
        _ => null,
    };

    private static string? Text(JsonElement parent, string name) => !parent.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
