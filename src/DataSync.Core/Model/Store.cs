using System.Text.Json.Nodes;

namespace DataSync;

/// <summary>A place for data.</summary>
public sealed record Store : ICatalogItem
{
    /// <inheritdoc/>
    public string Name { get; init; } = "";
    /// <summary>The kind of store, such as <c>Parquet</c>: a folder of <c>Stores/</c>.</summary>
    public string Kind { get; init; } = "";
    /// <summary>Free text.</summary>
    public string? Description { get; init; }
    /// <summary>The folder of a file store; a relative path counts from the workspace.</summary>
    public string? Path { get; init; }
    /// <summary>Settings of the kind, such as a codec.</summary>
    public JsonObject? Settings { get; init; }
}
