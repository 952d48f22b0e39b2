using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace DataSync.Arguments.Generators.Values;

/// <summary>Values of one parameter, as they are said.</summary>
public sealed record ValuesGenerator : ArgumentGenerator
{
    private const int Shown = 4;

    /// <inheritdoc/>
    public override string Kind => "Values";

    /// <summary>The parameter.</summary>
    public string Parameter { get; init; } = "";
    /// <summary>Its values: text, numbers, true and false; dates as 2024-01-02.</summary>
    public IReadOnlyList<JsonNode?> Values { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [Parameter];

    /// <inheritdoc/>
    public override void Check()
    {
        if (Parameter.Length == 0) throw Invalid("parameter", "it is missing", "Give -Parameter.");
        if (Values.FirstOrDefault(v => v is not JsonValue) is { } other) throw Invalid("values", $"{other.ToJsonString()} is no single value", "Give text, numbers or dates.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var value in Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new Dictionary<string, object?>(1) { [Parameter] = value };
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{Parameter}: {string.Join(", ", Values.Take(Shown))}{(Values.Count > Shown ? $", … ({Values.Count})" : "")}";
}
