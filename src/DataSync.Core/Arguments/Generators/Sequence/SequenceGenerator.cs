using System.Runtime.CompilerServices;

namespace DataSync.Arguments.Generators.Sequence;

/// <summary>What its parts give, one part after another.</summary>
public sealed record SequenceGenerator : CompositeGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Sequence";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [.. Parts.SelectMany(p => p.Gives).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var part in Parts)
            await foreach (var set in part.GenerateAsync(context, cancellationToken)) yield return set;
    }

    /// <inheritdoc/>
    protected override string Describe() => string.Join(", then ", Parts.Select(p => $"({p})"));
}
