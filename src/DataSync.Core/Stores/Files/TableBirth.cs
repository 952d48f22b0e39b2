namespace DataSync.Stores.Files;

/// <summary>Makes a table's log, and refuses to work on a table that was made otherwise.</summary>
internal static class TableBirth
{
    /// <summary>Writes the first record.</summary>
    /// <exception cref="DataSyncException"><c>TargetFolderInUse</c>: data files lie there that no log lists; <c>KeyMissing</c>; <c>PartitioningInvalid</c>; <c>ColumnNotFound</c>.</exception>
    public static Manifest Create(TableContext context, TableLog log, TargetSpec spec)
    {
        if (spec.Mode == WriteMode.Upsert && spec.Key.Count == 0)
        {
            throw new DataSyncException("KeyMissing", $"Table '{spec.Table}' cannot be upserted without a key.", "Give the plan -Key, or use Append or ReplaceSlice.");
        }
        if (spec.Key.Append(spec.VersionColumn).FirstOrDefault(k => k is not null && spec.Columns.All(c => c.Name != k)) is { } missing)
        {
            throw new DataSyncException("ColumnNotFound", $"Table '{spec.Table}' has no column '{missing}', which its key or version names.", $"Columns: {string.Join(", ", spec.Columns.Select(c => c.Name))}.");
        }
        if (TableFiles.DataFiles(context).FirstOrDefault() is { } stranger)
        {
            throw new DataSyncException("TargetFolderInUse", $"'{context.Paths.Root}' holds files that DataSync did not write or whose log is gone, such as '{Path.GetFileName(stranger)}'.",
                "Move them away, or remove the table (Remove-DsData), or give the plan another table.");
        }
        var field = PartitionerField(spec);
        _ = Partitioner.Create(spec.Partitioning?.ToString(), field, spec.Columns);
        log.Append(new LogRecord
        {
            At = context.Time.GetUtcNow().UtcDateTime,
            Birth = NewBirthId(),
            Table = new TableDefinition(spec.Mode, spec.Key, spec.Partitioning?.ToString(), field, spec.VersionColumn),
            Columns = [.. spec.Columns.Select(c => new StoredColumn(c.Name, c.Type))],
            Schema = 1,
        });
        return log.ReadManifest()!;
    }

    /// <summary>A birth id is never used again.</summary>
    public static string NewBirthId() => Guid.NewGuid().ToString("n");

    /// <summary>Refuses a writer that differs in what the target fixes.</summary>
    public static void RefuseMismatch(Manifest manifest, TargetSpec spec)
    {
        var (made, wanted) = (Describe(manifest.Definition.Mode, manifest.Definition.Key, manifest.Definition.Partitioning), Describe(spec.Mode, spec.Key, spec.Partitioning?.ToString()));
        if (made == wanted) return;
        throw new DataSyncException("TargetMismatch", $"Table '{spec.Table}' was made with {made}; this plan says {wanted}.",
            "Set the plan back, or give it another -Table, or remove the table (Remove-DsData) and synchronize it anew.");
    }

    private static string? PartitionerField(TargetSpec spec) => Partitioner.FieldFor(spec.Partitioning, spec.Columns);

    private static string Describe(WriteMode mode, IReadOnlyList<string> key, string? partitioning) =>
        $"mode {mode}, {(key.Count > 0 ? "key " + string.Join(", ", key) : "no key")}, {(partitioning is null ? "no partitions" : "partitions by " + partitioning)}";
}
