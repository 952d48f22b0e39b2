namespace DataSync.Stores.Files;

/// <summary>Says a table's log again in fewer records: each slice's newest marker, then the table as it stands.</summary>
internal static class LogCompaction
{
    private const int SlicesPerRecord = 1000;

    /// <summary>True where the log is long, and twice what the last compaction left.</summary>
    public static bool IsDue(Manifest manifest, FileStoreOptions options) => manifest.LogLength > Math.Max(options.LogBytes, 2 * manifest.CompactedLength);

    /// <summary>The records of the new log. Sequences stay: an index built from the old log stays right.</summary>
    public static IEnumerable<LogRecord> Records(TableLog log, Manifest manifest)
    {
        yield return new LogRecord
        {
            Birth = manifest.BirthId,
            Table = manifest.Definition,
            Columns = [.. manifest.Columns.Select(c => new StoredColumn(c.Name, c.Type))],
            Schema = manifest.Schema,
            At = manifest.LastCommit,
        };
        var newest = log.ReadSlices(manifest, 0).GroupBy(s => s.Entry.Marker.Slice, (slice, all) => all.Last());
        foreach (var record in Grouped(newest, generation: null)) yield return record;
        if (manifest.Generation is { } generation)
        {
            yield return new LogRecord { Sequence = manifest.GenerationStart, Generation = generation, Deltas = manifest.GenerationDeltas };
            foreach (var record in Grouped(log.ReadGenerationSlices(manifest), generation)) yield return record;
        }
        yield return new LogRecord
        {
            Sequence = manifest.Sequence,
            At = manifest.LastCommit,
            RewriteBelow = manifest.RewriteBelow,
            Added = [.. manifest.Files.Values],
            Deltas = manifest.Deltas,
            Migrations = manifest.Migrations.Count > 0 ? [.. manifest.Migrations.Select(m => m with { Slices = null })] : null,
            Compacted = true,
        };
    }

    private static IEnumerable<LogRecord> Grouped(IEnumerable<(SliceEntry Entry, long Sequence)> slices, string? generation) =>
        slices.GroupBy(s => s.Sequence).OrderBy(g => g.Key).SelectMany(g => g.Chunk(SlicesPerRecord)
            .Select(chunk => new LogRecord { Sequence = g.Key, Generation = generation, Slices = [.. chunk.Select(s => s.Entry)] }));
}
