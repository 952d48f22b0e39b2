using System.Text.Json.Serialization;

namespace DataSync.Arguments;

/// <summary>
/// Says which arguments to ask for, as data: a plan keeps it as JSON. One class of each folder of <c>Arguments/Generators/</c> is a kind, public and with a parameterless constructor;
/// <see cref="ArgumentGenerators"/> finds it. Kinds are made of each other: a product of dates and codes, in batches.
/// </summary>
public abstract record ArgumentGenerator : IArgumentGenerator
{
    /// <summary>The kind's name, such as <c>Dates</c>: <c>kind</c> in JSON.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }

    /// <summary>The names of the parameters it gives, in order.</summary>
    [JsonIgnore]
    public abstract IReadOnlyList<string> Gives { get; }

    /// <summary>The generators it is made of.</summary>
    [JsonIgnore]
    public virtual IReadOnlyList<ArgumentGenerator> Of => [];

    /// <summary>The table it reads itself; null where it reads none.</summary>
    [JsonIgnore]
    public virtual TableReference? Table => null;

    /// <summary>The tables that it and its parts read.</summary>
    [JsonIgnore]
    public IEnumerable<TableReference> Reads => (Table is { } table ? [table] : Array.Empty<TableReference>()).Concat(Of.SelectMany(o => o.Reads)).Distinct();

    /// <summary>How slices share requests; null: each has its own.</summary>
    [JsonIgnore]
    public virtual BatchRule? Batching => null;

    /// <inheritdoc/>
    public abstract IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, CancellationToken cancellationToken);

    /// <summary>Checks what it says, without reading anything.</summary>
    /// <exception cref="DataSyncException"><c>GeneratorInvalid</c>: names kind and field, and the fix.</exception>
    public virtual void Check()
    {
        foreach (var part in Of) part.Check();
        if (Gives.GroupBy(n => n, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Invalid("parameter", $"'{twice.Key}' is given by two of its parts", "Let each part give a parameter of its own.");
    }

    /// <summary>What it gives, in a line.</summary>
    protected abstract string Describe();

    /// <inheritdoc/>
    public sealed override string ToString() => Describe();

    /// <summary>A mistake in a field.</summary>
    protected DataSyncException Invalid(string field, string what, string advice) => new("GeneratorInvalid", $"Generator {Kind}: field '{field}': {what}.", advice);
}

/// <summary>A table in a store.</summary>
/// <param name="Store">The store's name; null: the plan's store.</param>
/// <param name="Table">The table.</param>
public sealed record TableReference(string? Store, string Table)
{
    /// <inheritdoc/>
    public override string ToString() => Store is null ? Table : $"{Store}/{Table}";
}

/// <summary>Slices that differ in one parameter share requests: their values are asked for together, parted by commas.</summary>
/// <param name="Parameter">The parameter.</param>
/// <param name="Count">Most values in a request.</param>
public sealed record BatchRule(string Parameter, int Count)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Count} of {Parameter}";
}
