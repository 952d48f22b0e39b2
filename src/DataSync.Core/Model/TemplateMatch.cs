namespace DataSync;

/// <summary>How the value of a template's parameter is found from a dataset: one of its request parameters, or a stored table that goes with it.</summary>
public sealed record TemplateMatch
{
    /// <summary>The kinds of type of the request parameter; empty: any.</summary>
    public IReadOnlyList<DataKind> Types { get; init; } = [];
    /// <summary>What the request parameter declares to filter by; empty: anything.</summary>
    public IReadOnlyList<FilterOperator> Filters { get; init; } = [];
    /// <summary>Names of the request parameter, or of the table, with wildcards, the best first; empty: any.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
    /// <summary>Words of which one in the request parameter's description does as well as a name.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
    /// <summary>True where the value is the name of another dataset, whose table the arguments are read from.</summary>
    public bool Table { get; init; }
    /// <summary>For a table: columns that it has, with wildcards.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    /// <summary>For a table: the template's parameter whose request parameter's column alone is the table's key; null: any key.</summary>
    public string? KeyOf { get; init; }
}
