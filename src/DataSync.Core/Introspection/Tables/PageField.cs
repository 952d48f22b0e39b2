namespace DataSync.Introspection.Tables;

/// <summary>A parameter or field as a page has it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as worded.</param>
/// <param name="Flag">Whether a parameter is required; null where the page does not say.</param>
/// <param name="Description">What the page says of it.</param>
/// <param name="Origin">The place, for people.</param>
internal sealed record PageField(string Name, string? Type, bool? Flag, string Description, string Origin)
{
    /// <summary>How deep it is nested in others.</summary>
    public int Level { get; init; }
    /// <summary>The value assumed where none is given.</summary>
    public string? Default { get; init; }
    /// <summary>True where an answer printed on the page is all that tells of it.</summary>
    public bool IsOnlyShown { get; init; }
    /// <summary>Where it belongs in a request; null: not said.</summary>
    public string? Place { get; init; }

    public DocumentedField Documented => new(Name, Type, Flag, Description);
}
