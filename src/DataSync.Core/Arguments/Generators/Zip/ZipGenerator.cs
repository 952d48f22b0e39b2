using System.Runtime.CompilerServices;

namespace DataSync.Arguments.Generators.Zip;

/// <summary>The first of each part together, then the second of each, and so on. Parts of different lengths are an error: what is left over would be missing.</summary>
public sealed record ZipGenerator : CompositeGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Zip";

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var parts = Parts.Select(p => p.GenerateAsync(context, cancellationToken).GetAsyncEnumerator(cancellationToken)).ToList();
        try
        {
            for (long count = 0; ; count++)
            {
                var joined = new Dictionary<string, object?>();
                int ended = 0;
                foreach (var part in parts)
                {
                    if (!await part.MoveNextAsync()) ended++;
                    else foreach (var (name, value) in part.Current) joined[name] = value;
                }
                if (ended == parts.Count) yield break;
                if (ended > 0) throw new DataSyncException("ZipUneven", $"Generator Zip: its parts are not of one length: some end after {count:N0} sets, others go on.", "Let all parts give as many, or use a product.");
                yield return joined;
            }
        }
        finally
        {
            foreach (var part in parts) await part.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => string.Join(" with ", Parts.Select(p => $"({p})"));
}
