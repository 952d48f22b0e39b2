using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace DataSync.Introspection.OpenApi;

/// <summary>A schema as a reader of the data sees it: references followed, <c>allOf</c> merged, the one choice of a <c>oneOf</c> taken. Cycles end where they close.</summary>
internal sealed class SchemaShape
{
    // more parts than any vendor merges into one object
    private const int MaxParts = 500;

    private readonly Dictionary<string, IOpenApiSchema> _properties = new(StringComparer.Ordinal);
    private readonly HashSet<object> _met = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _order = [];
    private JsonSchemaType? _type;

    private SchemaShape() { }

    /// <summary>The type's word (<c>string</c>, <c>array</c>, …); null where the schema says none and has no parts that tell.</summary>
    public string? Type => _type switch
    {
        { } type when Word(type) is { } word => word,
        _ when _order.Count > 0 || IsMap => "object",
        _ when Items is not null => "array",
        _ => null,
    };

    /// <summary>The properties, in the order written.</summary>
    public IEnumerable<(string Name, IOpenApiSchema Schema)> Properties => _order.Select(n => (n, _properties[n]));

    /// <summary>True where the schema has properties.</summary>
    public bool HasProperties => _order.Count > 0;

    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);
    public IOpenApiSchema? Items { get; private set; }
    public string? Format { get; private set; }
    public string? Description { get; private set; }
    public IList<JsonNode>? Enum { get; private set; }
    public JsonNode? Default { get; private set; }
    public string? Maximum { get; private set; }

    /// <summary>True where values may stand under any name.</summary>
    public bool IsMap => MapOf is not null;

    /// <summary>What stands under the names of a map.</summary>
    public IOpenApiSchema? MapOf { get; private set; }

    /// <summary>The choices of a <c>oneOf</c> or <c>anyOf</c> that has several.</summary>
    public IReadOnlyList<IOpenApiSchema> Choices { get; private set; } = [];

    /// <summary>A reference that leads nowhere; null where all are found.</summary>
    public string? Missing { get; private set; }

    public static SchemaShape Of(IOpenApiSchema? schema)
    {
        var shape = new SchemaShape();
        if (schema is not null) shape.Take(schema);
        return shape;
    }

    private void Take(IOpenApiSchema schema)
    {
        var target = Follow(schema);
        if (target is null || _met.Count >= MaxParts || !_met.Add(target)) return;
        Description ??= schema.Description is { Length: > 0 } own ? own : target.Description;
        _type ??= target.Type;
        Format ??= target.Format;
        Items ??= target.Items;
        Default ??= target.Default;
        Maximum ??= target.Maximum;
        if (target.Enum is { Count: > 0 } values) Enum ??= values;
        MapOf ??= target.AdditionalProperties;
        foreach (var (name, property) in target.Properties ?? new Dictionary<string, IOpenApiSchema>())
            if (_properties.TryAdd(name, property)) _order.Add(name);
        Required.UnionWith(target.Required ?? new HashSet<string>());
        foreach (var part in target.AllOf ?? []) Take(part);
        IOpenApiSchema[] choices = [.. (target.OneOf ?? []).Concat(target.AnyOf ?? []).Where(c => Follow(c) is { } f && f.Type != JsonSchemaType.Null)];
        if (choices is [var only]) Take(only);
        else if (choices.Length > 1) Choices = choices;
    }

    private OpenApiSchema? Follow(IOpenApiSchema schema)
    {
        try
        {
            if (schema is not OpenApiSchemaReference reference) return schema as OpenApiSchema;
            if (reference.RecursiveTarget is { } target) return target;
            Missing = reference.Reference.ReferenceV3;
        }
        catch (InvalidOperationException)
        {
            // the reader says so of a reference that leads back to itself
            Missing = (schema as OpenApiSchemaReference)?.Reference.ReferenceV3;
        }
        return null;
    }

    private static string? Word(JsonSchemaType type) => (type & ~JsonSchemaType.Null) switch
    {
        JsonSchemaType.String => "string",
        JsonSchemaType.Integer => "integer",
        JsonSchemaType.Number or (JsonSchemaType.Number | JsonSchemaType.Integer) => "number",
        JsonSchemaType.Boolean => "boolean",
        JsonSchemaType.Array => "array",
        JsonSchemaType.Object => "object",
        0 when type == JsonSchemaType.Null => "null",
        _ => null,
    };
}
