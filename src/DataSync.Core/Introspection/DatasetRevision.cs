using System.Text.Json;

namespace DataSync.Introspection;

/// <summary>Lays a page's new facts and the user's words over a dataset.</summary>
internal static class DatasetRevision
{
    /// <summary>
    /// The page's facts with the judgements of the dataset as it stands: name, source, settings and key stay, and so do the type, format and filter of each column and parameter whose
    /// documented type is the same.
    /// </summary>
    public static Dataset Merge(Dataset before, Dataset fresh) => fresh with
    {
        Name = before.Name,
        Source = before.Source,
        Settings = before.Settings ?? fresh.Settings,
        Key = before.Key.Count > 0 && before.Key.All(k => fresh.FindColumn(k) is not null) ? before.Key : fresh.Key,
        Columns = [.. fresh.Columns.Select(c => before.FindColumn(c.Name) is { } old && old.VendorType == c.VendorType ? c with { Type = old.Type, Format = old.Format } : c)],
        Parameters = [.. fresh.Parameters.Select(p => before.FindParameter(p.Name) is { } old && old.VendorType == p.VendorType
            ? p with { Type = old.Type, Format = old.Format, Filter = old.Filter }
            : p)],
    };

    /// <summary>The dataset with the user's key and types.</summary>
    /// <exception cref="DataSyncException"><c>ColumnNotFound</c>.</exception>
    public static Dataset Override(Dataset dataset, DatasetImportOptions options)
    {
        var types = options.ColumnTypes.ToDictionary(t => Known(t.Key, "-ColumnType").Name, t => t.Value);
        return dataset with
        {
            Key = options.Key is null ? dataset.Key : [.. options.Key.Select(k => Known(k, "-Key").Name)],
            // a format is of a kind: it goes where the kind does
            Columns = [.. dataset.Columns.Select(c => types.TryGetValue(c.Name, out var type) ? c with { Type = type, Format = type.Kind == c.Type.Kind ? c.Format : null } : c)],
        };

        Column Known(string column, string parameter) => dataset.FindColumn(column) ?? throw new DataSyncException("ColumnNotFound",
            $"{dataset.Name}: {parameter} names '{column}', which is no column of the page.", $"Columns: {string.Join(", ", dataset.Columns.Select(c => c.Name))}.");
    }

    /// <summary>True where a store and a request would not see the difference.</summary>
    public static bool SameSchema(Dataset a, Dataset b) =>
        a.Columns.Select(c => (c.Name, c.Type)).SequenceEqual(b.Columns.Select(c => (c.Name, c.Type)))
        && a.Parameters.Select(p => (p.Name, p.Type, p.Required)).SequenceEqual(b.Parameters.Select(p => (p.Name, p.Type, p.Required)));

    /// <summary>True where both would be saved as the same text.</summary>
    public static bool Same(Dataset a, Dataset b) => JsonSerializer.Serialize(a) == JsonSerializer.Serialize(b);
}
