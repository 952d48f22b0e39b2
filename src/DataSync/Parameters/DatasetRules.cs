using System.Collections;

namespace DataSync.Parameters;

/// <summary>What must hold of a dataset that a user describes or changes.</summary>
internal static class DatasetRules
{
    /// <summary>The dataset, its key spelled as its columns are.</summary>
    /// <exception cref="DataSyncException"><c>DatasetInvalid</c>: a name is missing or double, or the key or a filter names no column.</exception>
    public static Dataset Checked(Dataset dataset)
    {
        Distinct(dataset, "column", dataset.Columns.Select(c => c.Name));
        Distinct(dataset, "parameter", dataset.Parameters.Select(p => p.Name));
        foreach (var parameter in dataset.Parameters)
            if (parameter.Filter is { Operator: not FilterOperator.None } filter) Column(dataset, filter.Column, $"the filter of parameter '{parameter.Name}'");
        return dataset with { Key = [.. dataset.Key.Select(k => Column(dataset, k, "the key").Name)] };
    }

    /// <summary>The dataset with other types for some columns.</summary>
    /// <exception cref="DataSyncException"><c>ColumnNotFound</c>.</exception>
    public static Dataset Retype(Dataset dataset, IReadOnlyDictionary<string, DataType> types)
    {
        var named = types.ToDictionary(t => Column(dataset, t.Key, "-ColumnType").Name, t => t.Value);
        return dataset with { Columns = [.. dataset.Columns.Select(c => named.TryGetValue(c.Name, out var type) ? c with { Type = type, Format = type.Kind == c.Type.Kind ? c.Format : null } : c)] };
    }

    /// <summary>Reads <c>@{ column = 'Type' }</c>.</summary>
    /// <exception cref="DataSyncException"><c>TypeInvalid</c>.</exception>
    public static IReadOnlyDictionary<string, DataType> Types(Hashtable? table) => (table ?? []).Cast<DictionaryEntry>().ToDictionary(
        entry => entry.Key.ToString()!,
        entry => DataType.TryParse(entry.Value?.ToString(), out var type) ? type
            : throw new DataSyncException("TypeInvalid", $"'{entry.Value}' is no type for column '{entry.Key}'.", $"Types: {string.Join(", ", Enum.GetNames<DataKind>())}, decimals as Decimal(18,4)."));

    private static Column Column(Dataset dataset, string name, string user) => dataset.FindColumn(name)
        ?? throw new DataSyncException("ColumnNotFound", $"{dataset.Name}: {user} names '{name}', which is no column.", $"Columns: {string.Join(", ", dataset.Columns.Select(c => c.Name))}.");

    private static void Distinct(Dataset dataset, string noun, IEnumerable<string> names)
    {
        foreach (var group in names.GroupBy(n => n, StringComparer.OrdinalIgnoreCase))
        {
            if (group.Key.Length == 0) throw new DataSyncException("DatasetInvalid", $"{dataset.Name}: a {noun} has no name.", "Give each a Name.");
            if (group.Count() > 1) throw new DataSyncException("DatasetInvalid", $"{dataset.Name}: the {noun} '{group.Key}' is there {group.Count()} times.", "Give each a name of its own.");
        }
    }
}
