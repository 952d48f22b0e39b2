using System.Text.Json.Nodes;
using DataSync.Templates;

namespace DataSync.Notifications;

/// <summary>Puts a message's fields into a template of the template language: <c>{{ title }}</c> in a text, or in every text of a JSON body, whose form no value can break.</summary>
internal static class MessageTemplate
{
    /// <exception cref="DataSyncException"><c>TemplateInvalid</c>, <c>TemplateFailed</c>: it does not parse, or names a field that is none.</exception>
    public static string Expand(string template, IReadOnlyDictionary<string, string> fields) => template.Contains("{{", StringComparison.Ordinal)
        ? TemplateRenderer.Render(new Template { Name = "message", Text = template }, new Dictionary<string, object?>(), fields.ToDictionary(f => f.Key, f => (object?)f.Value))
        : template;

    /// <inheritdoc cref="Expand(string, IReadOnlyDictionary{string, string})"/>
    public static JsonNode? Expand(JsonNode? template, IReadOnlyDictionary<string, string> fields) => template switch
    {
        JsonObject body => new JsonObject(body.Select(p => KeyValuePair.Create(p.Key, Expand(p.Value, fields)))),
        JsonArray list => new JsonArray([.. list.Select(i => Expand(i, fields))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(Expand(text, fields)),
        _ => template?.DeepClone(),
    };
}
