using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DataSync.Arguments.Generators.Column;

/// <summary>Rows of a stored table, its columns as parameters: each code of a list of stocks.</summary>
public sealed record ColumnGenerator : ArgumentGenerator
{
    /// <inheritdoc/>
    public override string Kind => "Column";

    /// <summary>The store of the table; null: the plan's store.</summary>
    public string? Store { get; init; }
    /// <summary>The table.</summary>
    public string From { get; init; } = "";
    /// <summary>Parameter to the column that it takes its values from.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();
    /// <summary>Conditions that all hold: column to a value, or to a list of which any will do.</summary>
    public JsonObject? Where { get; init; }
    /// <summary>Columns to sort by; a leading '-' sorts downwards.</summary>
    public IReadOnlyList<string> OrderBy { get; init; } = [];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Gives => [.. Columns.Keys];

    /// <inheritdoc/>
    [JsonIgnore]
    public override TableReference? Table => new(Store, From);

    /// <inheritdoc/>
    public override void Check()
    {
        if (From.Length == 0) throw Invalid("from", "it is missing", "Give -Table.");
        if (Columns.Count == 0) throw Invalid("columns", "it is empty", "Give -Parameter, and -Column where the column has another name.");
        base.Check();
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<IReadOnlyDictionary<string, object?>> GenerateAsync(GeneratorContext context, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] parameters = [.. Columns.Keys];
        await foreach (var values in TableQuery.ReadAsync(context, Table!, [.. Columns.Values], Where, distinct: true, OrderBy, cancellationToken))
        {
            // a row without the value names no slice
            if (Array.Exists(values, v => v is null)) continue;
            yield return parameters.Zip(values).ToDictionary(p => p.First, p => p.Second);
        }
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{string.Join(", ", Columns.Select(c => c.Key.Equals(c.Value, StringComparison.OrdinalIgnoreCase) ? c.Key : $"{c.Key} = {c.Value}"))}: each in {Table}{TableQuery.Describe(Where)}";
}
