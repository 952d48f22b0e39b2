namespace DataSync.Introspection.Tushare;

/// <summary>What a page says, in its own words: nothing is inferred yet.</summary>
internal sealed record ApiPage
{
    public required string ApiName { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public int? RowCap { get; init; }
    public int? Points { get; init; }
    public required IReadOnlyList<PageField> Parameters { get; init; }
    public required IReadOnlyList<PageField> Columns { get; init; }
    /// <summary>Preformatted blocks, among them samples of data.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>One row of a table of parameters or columns.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type as worded; null where the cell is empty.</param>
/// <param name="Flag">Whether it is required, or shown by default; null where the table does not say.</param>
/// <param name="Description">What the page says of it; empty where it says nothing.</param>
internal sealed record PageField(string Name, string? Type, bool? Flag, string Description);
