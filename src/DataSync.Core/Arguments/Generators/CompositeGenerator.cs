using System.Text.Json.Serialization;

namespace DataSync.Arguments;

/// <summary>A generator made of others.</summary>
public abstract record CompositeGenerator : ArgumentGenerator
{
    /// <summary>What it is made of.</summary>
    [JsonPropertyName("of")]
    public IReadOnlyList<ArgumentGenerator> Parts { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<ArgumentGenerator> Of => Parts;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [.. Parts.SelectMany(p => p.Gives)];

    /// <inheritdoc/>
    public override BatchRule? Batching => Parts.Select(p => p.Batching).FirstOrDefault(b => b is not null);

    /// <inheritdoc/>
    public override void Check()
    {
        if (Parts.Count == 0) throw Invalid("of", "it is empty", "Give one generator or more.");
        base.Check();
    }
}
