using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace DataSync.Arguments.Generators.Sets;

/// <summary>Sets of arguments, as they are said.</summary>
public sealed record SetsGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Sets";

    /// <summary>The sets: parameter names and values.</summary>
    public IReadOnlyList<JsonObject> Sets { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [.. Sets.SelectMany(s => s.Select(p => p.Key)).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var set in Sets)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return set.ToDictionary(p => p.Key, p => (object?)p.Value);
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => Sets.Count == 1 && Sets[0].Count == 0 ? "one slice without arguments" : $"{string.Join(", ", Gives)}: {Sets.Count} sets";
}
