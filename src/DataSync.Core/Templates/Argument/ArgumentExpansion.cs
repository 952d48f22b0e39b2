using System.Text.Json;
using DataSync.Arguments;
using DataSync.Catalog;

namespace DataSync.Templates.Argument;

/// <summary>What a template of arguments made: a generator, or the text of a scriptblock.</summary>
/// <param name="Generator">The generator; null where it is a scriptblock.</param>
/// <param name="Script">The scriptblock's text; null where it is a generator.</param>
/// <param name="Parameters">The values it was made with, as far as they were given or found.</param>
public sealed record ArgumentExpansion(ArgumentGenerator? Generator, string? Script, IReadOnlyDictionary<string, object?> Parameters)
{
    /// <summary>Renders a template for a dataset. Parameters that are not given are found from the dataset, where the template says how. Text that is JSON is a generator, any other a scriptblock.</summary>
    /// <exception cref="DataSyncException">As <see cref="TemplateRenderer.Render"/>; <c>TemplateFailed</c>: what it made is JSON and no generator.</exception>
    public static ArgumentExpansion Of(Template template, Dataset dataset, IReadOnlyList<Dataset> others, IReadOnlyDictionary<string, object?> given)
    {
        var values = new Dictionary<string, object?>(ArgumentProposal.Of(template, dataset, others).Found, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in given) values[name] = value;
        var text = TemplateRenderer.Render(template, values, new Dictionary<string, object?> { ["dataset"] = Describe(dataset) }).Trim();
        if (!IsJson(text)) return new(null, text, values);
        try
        {
            var generator = CatalogJson.Parse<ArgumentGenerator>(text, template.File ?? template.Name);
            generator.Check();
            return new(generator, null, values);
        }
        catch (DataSyncException e) when (e.Id is "CatalogFileInvalid" or "GeneratorInvalid")
        {
            throw new DataSyncException("TemplateFailed", $"Template '{template.Name}': what it makes is no generator: {e.Message}", $"{e.Advice} Expand-DsTemplate {template.Name} shows it.", e);
        }
    }

    /// <summary>What a template's text sees of the dataset, as <c>dataset</c>.</summary>
    public static IReadOnlyDictionary<string, object?> Describe(Dataset dataset) => new Dictionary<string, object?>
    {
        ["name"] = dataset.Name,
        ["api"] = dataset.Api,
        ["key"] = dataset.Key,
        ["parameters"] = dataset.Parameters.Select(p => new Dictionary<string, object?> { ["name"] = p.Name, ["type"] = p.Type, ["required"] = p.Required, ["column"] = p.Filter?.Column, ["filter"] = p.Filter?.Operator, ["values"] = p.Values }),
        ["columns"] = dataset.Columns.Select(c => new Dictionary<string, object?> { ["name"] = c.Name, ["type"] = c.Type }),
    };

    private static bool IsJson(string text)
    {
        if (!text.StartsWith('{')) return false;
        try
        {
            using var _ = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
