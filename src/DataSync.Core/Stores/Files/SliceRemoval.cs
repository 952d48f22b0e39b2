namespace DataSync.Stores.Files;

/// <summary>Removes slices from a table, where their rows can be told from others'.</summary>
internal static class SliceRemoval
{
    /// <returns>Rows removed.</returns>
    /// <exception cref="DataSyncException"><c>SliceNotSeparable</c>: rows of other slices would go too.</exception>
    public static async Task<long> RemoveAsync(TableSession session, string table, IReadOnlyCollection<string> slices, CancellationToken cancellationToken)
    {
        var wanted = slices.ToHashSet(StringComparer.Ordinal);
        var held = session.Log.ReadSlices(session.Manifest, 0).ToList();
        var found = held.Where(s => wanted.Contains(s.Entry.Marker.Slice)).ToList();
        if (found.Count == 0) return 0;
        var before = session.Manifest.Files.Values.Sum(f => f.Rows);
        var record = new LogRecord { Birth = TableBirth.NewBirthId(), Forgotten = [.. wanted] };
        if (found.TrueForAll(s => s.Entry.Marker.Rows == 0)) session.Commit(record);
        else if (session.Definition.Mode == WriteMode.Append) session.Commit(record with { Removed = WholeFiles(session, table, wanted, held) });
        else if (session.Definition.Mode == WriteMode.ReplaceSlice) await SubtractAsync(session, found, record, cancellationToken);
        else throw Inseparable(table, $"in mode {session.Definition.Mode} rows are not kept apart by slice");
        return before - session.Manifest.Files.Values.Sum(f => f.Rows);
    }

    private static List<string> WholeFiles(TableSession session, string table, HashSet<string> wanted, List<(SliceEntry Entry, long Sequence)> held)
    {
        var commits = held.Where(s => wanted.Contains(s.Entry.Marker.Slice)).Select(s => s.Sequence).ToHashSet();
        var files = session.Manifest.Files.Values.Where(f => f.Origins().Any(commits.Contains)).ToList();
        commits.UnionWith(files.SelectMany(f => f.Origins()));
        var others = held.Where(s => commits.Contains(s.Sequence) && s.Entry.Marker.Rows > 0 && !wanted.Contains(s.Entry.Marker.Slice)).Select(s => s.Entry.Marker.Slice).ToList();
        if (others.Count > 0) throw Inseparable(table, $"they share files with {others.Count} others, such as {others[0]}");
        return [.. files.Select(f => f.Path)];
    }

    private static async Task SubtractAsync(TableSession session, List<(SliceEntry Entry, long Sequence)> found, LogRecord record, CancellationToken cancellationToken)
    {
        var partitioner = Partitioner.Create(session.Definition.Partitioning, session.Definition.PartitionField, session.Columns);
        // without conditions all rows would go
        var conditions = found.Select(s => new StoredConditions(long.MaxValue, s.Entry.Conditions is { Count: > 0 } known ? known
            : throw Inseparable(Path.GetFileName(session.Paths.Root), $"which rows are of {s.Entry.Marker.Slice} is not known"))).ToList();
        var merge = new TableMerge(session, partitioner, session.Manifest.Deltas, conditions, isSwap: false);
        var merged = await merge.WriteAsync(SortedRun.Nothing, session.Manifest.Deltas.Count, cancellationToken);
        session.Commit(merged with { Consumed = [.. session.Manifest.Deltas.Select(d => d.Name)], Birth = record.Birth, Forgotten = record.Forgotten });
    }

    private static DataSyncException Inseparable(string table, string why) => new("SliceNotSeparable", $"The slices cannot be removed alone from table '{table}': {why}.",
        "Remove those too, or the whole table, and synchronize again; mode ReplaceSlice keeps slices apart.");
}
