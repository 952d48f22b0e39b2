using System.Text.Json.Serialization;

namespace DataSync;

/// <summary>A request parameter of a dataset.</summary>
public sealed record Parameter
{
    /// <summary>Makes an empty parameter, to be filled by a hashtable in a script.</summary>
    public Parameter() { }

    /// <summary>Makes a parameter of a name and type.</summary>
    public Parameter(string name, DataType type) => (Name, Type) = (name, type);

    /// <summary>The name the vendor knows it by.</summary>
    public string Name { get; init; } = "";
    /// <summary>The type that argument values are checked against and normalized by.</summary>
    public DataType Type { get; init; } = DataType.String;
    /// <summary>The type as the vendor's page words it, such as <c>str</c>.</summary>
    public string? VendorType { get; init; }
    /// <summary>True where the vendor refuses a request without it.</summary>
    public bool Required { get; init; }
    /// <summary>Parameters that stand in for a required one: a request that gives one of them does without it ("one of the two"); null: none do.</summary>
    public IReadOnlyList<string>? Alternatives { get; init; }
    /// <summary>How a date or time is written in the request, as a .NET format such as <c>yyyyMMdd</c>; null: the source's.</summary>
    public string? Format { get; init; }
    /// <summary>Which rows an argument selects; null: not declared.</summary>
    public ParameterFilter? Filter { get; init; }
    /// <summary>The values the vendor takes, as it writes them; null: not stated.</summary>
    public IReadOnlyList<string>? Values { get; init; }
    /// <summary>The value the vendor assumes where none is given; null: not stated.</summary>
    public string? Default { get; init; }
    /// <summary>What the vendor's page says of it.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}{(Required ? " required" : "")}";
}

/// <summary>How a parameter selects rows, bounds inclusive.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FilterOperator>))]
public enum FilterOperator
{
    /// <summary>Selects no rows by a column (a page size, a format): ReplaceSlice is refused where such an argument is in use.</summary>
    None,
    /// <summary>Rows whose column equals the argument.</summary>
    Equals,
    /// <summary>Rows whose column is the argument or above.</summary>
    From,
    /// <summary>Rows whose column is the argument or below.</summary>
    To,
    /// <summary>Rows whose column is one of the comma-separated values of the argument.</summary>
    In,
}

/// <summary>Declares which rows an argument selects: a column and an operator.</summary>
/// <param name="Column">The column compared; empty for <see cref="FilterOperator.None"/>.</param>
/// <param name="Operator">The comparison.</param>
public sealed record ParameterFilter(string Column, FilterOperator Operator)
{
    /// <inheritdoc/>
    public override string ToString() => Operator == FilterOperator.None ? "None" : $"{Column} {Operator}";
}
