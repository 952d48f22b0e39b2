using System.Runtime.CompilerServices;
using DataSync.Sources;

namespace DataSync.Arguments;

/// <summary>Emits what a source knows of by itself, such as each of its files; where it knows of nothing for a dataset, what was meant without it.</summary>
internal sealed class SourceGenerator(ISlicedSource source, IArgumentGenerator otherwise) : IArgumentGenerator
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (source.Slices(context.Dataset) is not { } slices)
        {
            await foreach (var given in otherwise.GenerateAsync(context, cancellationToken)) yield return given;
            yield break;
        }
        foreach (var slice in slices)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return slice;
        }
    }
}
