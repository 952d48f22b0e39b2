namespace DataSync.Introspection.Tushare;

/// <summary>What a page says, in its own words: nothing is inferred yet.</summary>
internal sealed record ApiPage
{
    public required string ApiName { get; init; }
    public string? Title { get; init; }
    public string? Description { get; init; }
    public int? RowCap { get; init; }
    public int? Points { get; init; }
    public required IReadOnlyList<DocumentedField> Parameters { get; init; }
    public required IReadOnlyList<DocumentedField> Columns { get; init; }
    /// <summary>Preformatted blocks, among them samples of data.</summary>
    public required IReadOnlyList<string> Samples { get; init; }
    public required IReadOnlyList<string> Warnings { get; init; }
}
