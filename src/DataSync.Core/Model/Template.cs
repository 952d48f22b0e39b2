using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>A named, parameterized text that makes request arguments or migration scripts: a text file with a front part.</summary>
public sealed record Template
{
    /// <summary>The name, unique among the workspace's templates without regard to case; also the file's name.</summary>
    public string Name { get; init; } = "";
    /// <summary>What its text is for: a kind of template, such as <c>Argument</c>.</summary>
    public string Kind { get; init; } = "";
    /// <summary>What it makes, in a sentence.</summary>
    public string? Description { get; init; }
    /// <summary>Which datasets it suits, for people.</summary>
    public string? Suits { get; init; }
    /// <summary>Where several suit a dataset, the one with the lowest number is proposed.</summary>
    public int Rank { get; init; } = 100;
    /// <summary>What whoever uses it may say.</summary>
    public IReadOnlyList<TemplateParameter> Parameters { get; init; } = [];
    /// <summary>The text after the front part, in Scriban's language: <c>{{ name }}</c>, <c>{{ if }}</c>, <c>{{ for }}</c>.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";
    /// <summary>The file it was read from; null for one that was not saved.</summary>
    [JsonIgnore]
    public string? File { get; init; }
    /// <summary>True for one that the module ships; false for one of the workspace.</summary>
    [JsonIgnore]
    public bool IsShipped { get; init; }
    /// <summary>The line of the file that the text begins in, from 1.</summary>
    [JsonIgnore]
    public int TextLine { get; init; } = 1;

    /// <summary>The parameter of a name, in any case; null where there is none.</summary>
    public TemplateParameter? FindParameter(string name) => Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A parameter of a template.</summary>
public sealed record TemplateParameter
{
    /// <summary>Its name in the text: a letter, then letters, digits and <c>_</c>.</summary>
    public string Name { get; init; } = "";
    /// <summary>The type that values are checked against.</summary>
    public DataType Type { get; init; } = DataType.String;
    /// <summary>True where it takes a list of values of the type.</summary>
    public bool List { get; init; }
    /// <summary>True where a value must be given.</summary>
    public bool Required { get; init; }
    /// <summary>The value where none is given; null: none, and the text sees null.</summary>
    public JsonNode? Default { get; init; }
    /// <summary>The values it takes; null: any.</summary>
    public IReadOnlyList<string>? Values { get; init; }
    /// <summary>What it means.</summary>
    public string? Help { get; init; }
    /// <summary>How its value is found from a dataset where none is given; null: it is not.</summary>
    public TemplateMatch? Match { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}{(List ? "[]" : "")}{(Required ? " required" : Default is { } value ? $" = {value.ToJsonString()}" : "")}";
}
