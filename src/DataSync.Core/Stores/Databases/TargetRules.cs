namespace DataSync.Stores.Databases;

/// <summary>Refuses to make or to work on a table in ways that its target does not allow.</summary>
internal static class TargetRules
{
    /// <summary>Refuses a writer that differs in what the target fixes.</summary>
    /// <exception cref="DataSyncException"><c>TargetMismatch</c>.</exception>
    public static void RefuseMismatch(TargetRecord found, TargetSpec spec)
    {
        var (made, wanted) = (Describe(found.Mode, found.Key, found.Partitioning), Describe(spec.Mode, spec.Key, spec.Partitioning?.ToString()));
        if (made == wanted) return;
        throw new DataSyncException("TargetMismatch", $"Table '{spec.Table}' was made with {made}; this plan says {wanted}.",
            "Set the plan back, or give it another -Table, or remove the table (Remove-DsData) and synchronize it anew.");
    }

    /// <summary>Refuses keys and versions that the columns do not have.</summary>
    /// <exception cref="DataSyncException"><c>KeyMissing</c>, <c>ColumnNotFound</c>.</exception>
    public static void RefuseWrongKey(TargetSpec spec)
    {
        if (spec.Mode == WriteMode.Upsert && spec.Key.Count == 0)
            throw new DataSyncException("KeyMissing", $"Table '{spec.Table}' cannot be upserted without a key.", "Give the plan -Key, or use Append or ReplaceSlice.");
        if (spec.Key.Append(spec.VersionColumn).FirstOrDefault(k => k is not null && spec.Columns.All(c => c.Name != k)) is { } missing)
            throw new DataSyncException("ColumnNotFound", $"Table '{spec.Table}' has no column '{missing}', which its key or version names.", $"Columns: {string.Join(", ", spec.Columns.Select(c => c.Name))}.");
    }

    /// <summary>Refuses names longer than a server takes, and names that it takes for the same.</summary>
    /// <exception cref="DataSyncException"><c>NameTooLong</c>, <c>NamesAlike</c>.</exception>
    public static void RefuseNames(TargetSpec spec, string server, string limit, Func<string, bool> fits, StringComparer comparer)
    {
        if (!fits(spec.Table))
            throw new DataSyncException("NameTooLong", $"The table's name '{spec.Table}' is longer than the {limit} that {server} takes.", $"Give the plan a shorter -Table, such as -Table '{Shorten(spec.Table, fits)}'.");
        var names = new HashSet<string>(comparer);
        foreach (var column in spec.Columns)
        {
            if (!fits(column.Name))
                throw new DataSyncException("NameTooLong", $"Table '{spec.Table}': the column's name '{column.Name}' is longer than the {limit} that {server} takes.", $"Rename the column in the dataset (Set-DsDataset), such as to '{Shorten(column.Name, fits)}'.");
            if (!names.Add(column.Name))
                throw new DataSyncException("NamesAlike", $"Table '{spec.Table}': {server} takes the column's name '{column.Name}' for the same as another's.", "Rename one of them in the dataset (Set-DsDataset).");
        }
    }

    private static string Shorten(string name, Func<string, bool> fits)
    {
        var length = name.Length;
        while (!fits(name[..length] + "_1") || char.IsHighSurrogate(name[length - 1])) length--;
        return name[..length] + "_1";
    }

    private static string Describe(WriteMode mode, IReadOnlyList<string> key, string? partitioning) =>
        $"mode {mode}, {(key.Count > 0 ? "key " + string.Join(", ", key) : "no key")}, {(partitioning is null ? "no partitions" : "partitions by " + partitioning)}";
}
