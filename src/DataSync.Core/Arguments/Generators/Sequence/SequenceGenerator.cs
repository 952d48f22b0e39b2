using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace DataSync.Arguments.Generators.Sequence;

/// <summary>What its parts give, one part after another.</summary>
public sealed record SequenceGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Sequence";

    /// <summary>What comes after each other.</summary>
    [JsonPropertyName("of")]
    public IReadOnlyList<ArgumentGenerator> Parts { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ArgumentGenerator> Of => Parts;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [.. Parts.SelectMany(p => p.Gives).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public override BatchRule? Batching => Parts.Select(p => p.Batching).FirstOrDefault(b => b is not null);

    /// <inheritdoc/>
    public override void Check()
    {
        if (Parts.Count == 0) throw Invalid("of", "it is empty", "Give one generator or more.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in Parts)
            await foreach (var set in part.GenerateAsync(context, cancellationToken)) yield return set;
    }

    /// <inheritdoc/>
    protected override string Describe() => string.Join(", then ", Parts.Select(p => $"({p})"));
}
