using System.Collections;
using System.Text.Json.Nodes;
using DataSync.Catalog;
using DataSync.Rows;

namespace DataSync.Templates;

/// <summary>Checks what a user gives a template's parameters.</summary>
public static class TemplateValues
{
    /// <summary>The value of each parameter: as given, else its default, else null.</summary>
    /// <param name="template">The template.</param>
    /// <param name="given">Parameter name, in any case, to value of any .NET type.</param>
    /// <returns>Values of the parameters' .NET types, or lists of them.</returns>
    /// <exception cref="DataSyncException"><c>TemplateParameterUnknown</c>, <c>TemplateParameterMissing</c>, <c>TemplateParameterInvalid</c>, naming template and parameter.</exception>
    public static IReadOnlyDictionary<string, object?> Bind(Template template, IReadOnlyDictionary<string, object?> given)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given)
        {
            var parameter = template.FindParameter(name)
                ?? throw new DataSyncException("TemplateParameterUnknown", $"Template '{template.Name}' has no parameter '{name}'.", ItemName.Suggest(name, [.. template.Parameters.Select(p => p.Name)]));
            if (!TryConvert(value, parameter, out var converted))
                throw new DataSyncException("TemplateParameterInvalid", $"Template '{template.Name}': parameter '{parameter.Name}' takes {Describe(parameter)}, not '{value}'.", parameter.Help);
            if (converted is not null) values[parameter.Name] = converted;
        }
        foreach (var parameter in template.Parameters.Where(p => !values.ContainsKey(p.Name)))
        {
            if (parameter is { Required: true, Default: null })
                throw new DataSyncException("TemplateParameterMissing", $"Template '{template.Name}': parameter '{parameter.Name}' is required{(parameter.Help is { } help ? $": {help.TrimEnd('.')}" : "")}.", $"Give -Parameter @{{ {parameter.Name} = … }}.");
            TryConvert(parameter.Default, parameter, out var value);
            values[parameter.Name] = value;
        }
        return values;
    }

    /// <summary>Converts a value to what a parameter takes; null and empty text are null.</summary>
    internal static bool TryConvert(object? given, TemplateParameter parameter, out object? value)
    {
        value = null;
        if (!parameter.List) return TryConvertOne(given, parameter, out value);
        var items = new List<object>();
        foreach (var item in given is JsonArray or IEnumerable and not (string or JsonNode) ? ((IEnumerable)given).Cast<object?>() : [given])
        {
            if (!TryConvertOne(item, parameter, out var one)) return false;
            if (one is not null) items.Add(one);
        }
        value = items.Count > 0 ? items : null;
        return true;
    }

    /// <summary>What a parameter takes, for messages.</summary>
    internal static string Describe(TemplateParameter parameter) =>
        $"{(parameter.List ? "values" : "a value")} of type {parameter.Type}{(parameter.Values is { } values ? $" out of {string.Join(", ", values)}" : "")}";

    private static bool TryConvertOne(object? given, TemplateParameter parameter, out object? value)
    {
        value = null;
        if (given is string text && string.IsNullOrWhiteSpace(text)) return true;
        if (parameter.Type.Kind == DataKind.Json && given is JsonObject or JsonArray)
        {
            value = ((JsonNode)given).ToJsonString();
            return true;
        }
        if (given is IEnumerable and not (string or JsonValue) || !ValueConverter.TryConvert(given, parameter.Type, null, TimeZoneInfo.Utc, out value)) return false;
        if (parameter.Values is not { } allowed || value is null) return true;
        var written = ValueConverter.ToText(value, parameter.Type);
        return allowed.Contains(written, StringComparer.OrdinalIgnoreCase);
    }
}
