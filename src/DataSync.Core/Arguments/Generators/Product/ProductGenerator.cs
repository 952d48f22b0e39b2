using System.Runtime.CompilerServices;

namespace DataSync.Arguments.Generators.Product;

/// <summary>Each combination of what its parts give; the last part varies fastest. All parts but the first are held in memory.</summary>
public sealed record ProductGenerator : CompositeGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Product";

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        if (Parts.SkipLast(1).FirstOrDefault(p => p.Batching is not null) is { Batching: { } batch })
            throw Invalid("of", $"no two slices in a row differ in {batch.Parameter} alone, as another part varies faster", $"Put the generator of {batch.Parameter} last.");
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var inner = new List<List<IReadOnlyDictionary<string, object?>>>();
        foreach (var part in Parts.Skip(1))
        {
            var sets = new List<IReadOnlyDictionary<string, object?>>();
            await foreach (var set in part.GenerateAsync(context, cancellationToken)) sets.Add(set);
            inner.Add(sets);
        }
        await foreach (var first in Parts[0].GenerateAsync(context, cancellationToken))
            foreach (var set in Combine(first, inner, 0)) yield return set;
    }

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Combine(IReadOnlyDictionary<string, object?> head, List<List<IReadOnlyDictionary<string, object?>>> tails, int at)
    {
        if (at == tails.Count)
        {
            yield return head;
            yield break;
        }
        foreach (var tail in tails[at])
        {
            var joined = new Dictionary<string, object?>(head.Count + tail.Count);
            foreach (var (name, value) in head) joined[name] = value;
            foreach (var (name, value) in tail) joined[name] = value;
            foreach (var set in Combine(joined, tails, at + 1)) yield return set;
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => string.Join(" × ", Parts.Select(p => $"({p})"));
}
