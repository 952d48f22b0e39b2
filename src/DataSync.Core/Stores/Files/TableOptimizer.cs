namespace DataSync.Stores.Files;

/// <summary>Tidies a table up: what waits is merged, small parts become few, and files of older columns or settings are written anew.</summary>
internal static class TableOptimizer
{
    public const string Holder = "an optimization";

    public static async Task<TableOptimization> RunAsync(TableSession session, CancellationToken cancellationToken)
    {
        var before = Measure(session);
        if (session.Definition.Mode == WriteMode.Append) await new PartMerger(session).MergeAsync(cancellationToken);
        else await MergeAsync(session, cancellationToken);
        var after = Measure(session);
        return new TableOptimization(before.Files, after.Files, before.Bytes, after.Bytes) { Warnings = session.Warnings };
    }

    /// <summary>Merges what waits, and refreshes outdated files, in one commit. An unfinished generation is left to its run.</summary>
    public static async Task MergeAsync(TableSession session, CancellationToken cancellationToken)
    {
        await new DeltaCompaction(session, session.Manifest.Deltas, generation: null).ShortenAsync(cancellationToken);
        var deltas = session.Manifest.Deltas.ToList();
        var partitioner = Partitioner.Create(session.Definition.Partitioning, session.Definition.PartitionField, session.Columns);
        var merge = new TableMerge(session, partitioner, deltas, [], isSwap: false, refreshes: true);
        var record = await merge.WriteAsync(SortedRun.Nothing, deltas.Count, cancellationToken);
        if (deltas.Count > 0 || record.Added is { Count: > 0 } || record.Removed is { Count: > 0 }) session.Commit(record with { Consumed = [.. deltas.Select(d => d.Name)] });
    }

    private static (long Files, long Bytes) Measure(TableSession session)
    {
        var files = session.Manifest.Files.Values;
        var deltas = session.Manifest.Deltas.Where(d => d.Rows > 0).Select(d => new FileInfo(session.Paths.Delta(d.Name)).Length).ToList();
        return (files.Count + deltas.Count, files.Sum(f => f.Bytes) + deltas.Sum());
    }
}
