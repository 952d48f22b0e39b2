using System.Text.Json.Nodes;

namespace DataSync.Arguments;

/// <summary>What generators that read tables share.</summary>
internal static class TableQuery
{
    /// <summary>The values of a column, one after another.</summary>
    public static async IAsyncEnumerable<object?[]> ReadAsync(GeneratorContext context, TableReference table, IReadOnlyList<string> columns, JsonObject? where, bool distinct, IReadOnlyList<string> orderBy,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (context.Tables is not { } tables) throw new DataSyncException("TableNotReadable", $"Table {table} cannot be read here.", "Run the plan, or preview it with Invoke-DsSync -WhatIf.");
        await foreach (var batch in tables.ReadAsync(table, columns, Conditions(where), distinct, orderBy, cancellationToken).WithCancellation(cancellationToken))
        {
            for (var row = 0; row < batch.RowCount; row++) yield return [.. batch.Columns.Select(c => c.GetValue(row))];
        }
    }

    /// <summary>Conditions in words.</summary>
    public static string Describe(JsonObject? where) => where is null or { Count: 0 } ? "" : $" where {string.Join(" and ", where.Select(w => $"{w.Key} = {(w.Value is JsonArray list ? string.Join(" or ", list) : w.Value?.ToString() ?? "null")}"))}";

    private static Dictionary<string, IReadOnlyList<object?>> Conditions(JsonObject? where) =>
        (where ?? []).ToDictionary(w => w.Key, w => (IReadOnlyList<object?>)(w.Value is JsonArray list ? [.. list] : [w.Value]));
}
