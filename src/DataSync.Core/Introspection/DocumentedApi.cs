namespace DataSync.Introspection;

/// <summary>What a document itself says of an interface, in its own words: nothing is inferred.</summary>
public sealed record DocumentedApi
{
    /// <summary>The interface's name; for a web address the method and the path, such as <c>GET /v2/bars</c>.</summary>
    public required string Name { get; init; }
    /// <summary>What a request may say.</summary>
    public IReadOnlyList<DocumentedField> Parameters { get; init; } = [];
    /// <summary>What an answer holds, its envelope included where the document describes that.</summary>
    public IReadOnlyList<DocumentedField> Fields { get; init; } = [];
}

/// <summary>A documented parameter or field, such as one row of a table.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as worded; null where none is said.</param>
/// <param name="Flag">Whether a parameter is required, or a column shown by default; null where the document does not say.</param>
/// <param name="Description">What the document says of it; empty where it says nothing.</param>
public sealed record DocumentedField(string Name, string? Type, bool? Flag, string Description);
