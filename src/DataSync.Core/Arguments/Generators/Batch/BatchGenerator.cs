using System.Text.Json.Serialization;
using DataSync.Arguments.Generators.Product;

namespace DataSync.Arguments.Generators.Batch;

/// <summary>
/// Has what it is made of asked for in batches: slices that follow each other and differ in one parameter alone share a request, which has their values parted by commas. Each stays a
/// slice of its own, done by itself; the rows are told apart by the column that the parameter filters.
/// </summary>
public sealed record BatchGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Batch";

    /// <summary>The parameter whose values are asked for together.</summary>
    public string Parameter { get; init; } = "";
    /// <summary>Most values in a request.</summary>
    public int Count { get; init; }
    /// <summary>What gives the slices.</summary>
    [JsonPropertyName("of")]
    public ArgumentGenerator? Part { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ArgumentGenerator> Of => Part is null ? [] : [Part];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => Part?.Gives ?? [];

    /// <inheritdoc/>
    public override BatchRule? Batching => new(Parameter, Count);

    /// <inheritdoc/>
    public override void Check()
    {
        if (Part is null) throw Invalid("of", "it is missing", "Give a generator from the pipeline.");
        if (Count < 1) throw Invalid("count", $"{Count} values make no request", "Give 1 or more.");
        if (!Part.Gives.Contains(Parameter, StringComparer.OrdinalIgnoreCase)) throw Invalid("parameter", $"'{Parameter}' is none of {string.Join(", ", Part.Gives)}", "Give -Parameter one that the generator gives.");
        if (Part is ProductGenerator { Parts: [.., var last] } && !last.Gives.Contains(Parameter, StringComparer.OrdinalIgnoreCase))
            throw Invalid("of", $"its product varies {string.Join(", ", last.Gives)} fastest, so that no two slices in a row differ in {Parameter} alone", $"Put the generator of {Parameter} last.");
        if (Part.Batching is not null) throw Invalid("of", "it is in batches already", "Leave out one of the two.");
        base.Check();
    }

    /// <inheritdoc/>
    public override IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, CancellationToken cancellationToken) => Part!.GenerateAsync(context, cancellationToken);

    /// <inheritdoc/>
    protected override string Describe() => $"{Part}; {Count} of {Parameter} a request";
}
