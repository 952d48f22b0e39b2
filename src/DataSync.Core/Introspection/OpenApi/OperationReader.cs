using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace DataSync.Introspection.OpenApi;

/// <summary>What an operation says of its parameters and of its answer.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Path">The path's template.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Parameters">Its parameters, those of the path included, then those of a form.</param>
/// <param name="Body">Properties of a JSON body.</param>
/// <param name="Answer">The schema of a successful answer; null where there is none in JSON.</param>
/// <param name="AnswerPlace">Where that stands.</param>
internal sealed record OperationFacts(string Method, string Path, OpenApiOperation Operation, IReadOnlyList<ApiParameter> Parameters, IReadOnlyList<ApiParameter> Body, IOpenApiSchema? Answer, string AnswerPlace)
{
    /// <summary>The method and the path.</summary>
    public string Name => $"{Method} {Path}";
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">The name.</param>
/// <param name="In">path, query, header, cookie, form or body.</param>
/// <param name="Required">True where a request needs it.</param>
/// <param name="Description">What the document says of it.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record ApiParameter(string Name, string In, bool Required, string Description, SchemaShape Schema)
{
    public IReadOnlyList<string>? Values => Schema.Enum is { Count: > 0 } values ? [.. values.Where(v => v is not null).Select(Text)]
        : Schema.Items is { } items && SchemaShape.Of(items).Enum is { Count: > 0 } each ? [.. each.Where(v => v is not null).Select(Text)] : null;

    public string? Default => Schema.Default is JsonValue value ? Text(value) : null;

    private static string Text(JsonNode node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString();
}

/// <summary>Reads operations.</summary>
internal static class OperationReader
{
    public static OperationFacts Read(string path, IOpenApiPathItem item, HttpMethod method, OpenApiOperation operation)
    {
        var parameters = new List<ApiParameter>();
        var own = (operation.Parameters ?? []).Select(Parameter).OfType<ApiParameter>().ToList();
        // an operation's own word on a parameter stands in the place of the path's
        var shared = (item.Parameters ?? []).Select(Parameter).OfType<ApiParameter>().ToList();
        parameters.AddRange(shared.Select(p => own.Find(o => Same(o, p)) ?? p));
        parameters.AddRange(own.Where(o => !shared.Exists(p => Same(o, p))));
        var (form, body) = Body(operation.RequestBody);
        parameters.AddRange(form);
        var (answer, place) = Answer(operation.Responses);
        return new(method.Method.ToUpperInvariant(), path, operation, parameters, body, answer, place);
    }

    private static bool Same(ApiParameter a, ApiParameter b) => a.Name == b.Name && a.In == b.In;

    private static ApiParameter? Parameter(IOpenApiParameter parameter) => parameter.Name is not { Length: > 0 } name ? null
        : new(name, (parameter.In ?? ParameterLocation.Query).ToString().ToLowerInvariant(), parameter.Required || parameter.In == ParameterLocation.Path, parameter.Description?.Trim() ?? "",
            SchemaShape.Of(parameter.Schema ?? parameter.Content?.Values.FirstOrDefault()?.Schema));

    private static (IReadOnlyList<ApiParameter> Form, IReadOnlyList<ApiParameter> Body) Body(IOpenApiRequestBody? request)
    {
        if (request?.Content is not { Count: > 0 } content) return ([], []);
        var isForm = content.Keys.Any(IsForm) && !content.Keys.Any(IsJson);
        var schema = SchemaShape.Of((isForm ? content.First(c => IsForm(c.Key)) : content.FirstOrDefault(c => IsJson(c.Key))).Value?.Schema);
        IReadOnlyList<ApiParameter> fields =
        [
            .. schema.Properties.Select(p => (p.Name, Shape: SchemaShape.Of(p.Schema))).Select(p => new ApiParameter(p.Name, isForm ? "form" : "body", schema.Required.Contains(p.Name), p.Shape.Description?.Trim() ?? "", p.Shape)),
        ];
        return isForm ? (fields, []) : ([], fields);
    }

    private static (IOpenApiSchema? Schema, string Place) Answer(OpenApiResponses? responses)
    {
        if (responses is null) return (null, "no responses");
        var (status, response) = responses.Where(r => r.Key is "200").Concat(responses.Where(r => r.Key.StartsWith('2'))).Concat(responses.Where(r => r.Key is "default")).FirstOrDefault();
        var content = response?.Content ?? new Dictionary<string, IOpenApiMediaType>();
        var (type, media) = content.OrderBy(c => c.Key == "application/json" ? 0 : IsJson(c.Key) ? 1 : 2).FirstOrDefault(c => IsJson(c.Key) || c.Key == "*/*");
        return (media?.Schema, $"responses.{status}{(type is null ? "" : $" {type}")}");
    }

    private static bool IsJson(string type) => type.Contains("json", StringComparison.OrdinalIgnoreCase);

    private static bool IsForm(string type) => type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) || type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);
}
