using System.Runtime.CompilerServices;

namespace DataSync.Arguments;

/// <summary>Emits argument sets that are said literally.</summary>
/// <param name="sets">The sets, read once and lazily; null: those of the plan, or where it has none, one without arguments.</param>
public sealed class LiteralGenerator(IEnumerable<IReadOnlyDictionary<string, object?>>? sets = null) : IArgumentGenerator
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var set in sets ?? Of(context.Plan))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return set;
        }
    }

    private static IEnumerable<IReadOnlyDictionary<string, object?>> Of(Plan plan) =>
        plan.Arguments?.Select(a => a.ToDictionary(p => p.Key, p => (object?)p.Value)) ?? [new Dictionary<string, object?>()];
}
