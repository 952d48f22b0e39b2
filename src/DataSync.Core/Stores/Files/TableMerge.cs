using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>Merges what waits into new live files, one a partition.</summary>
/// <param name="session">The table.</param>
/// <param name="partitioner">Its partitions.</param>
/// <param name="deltas">The committed rows that wait.</param>
/// <param name="conditions">What slices that are in no delta yet replace.</param>
/// <param name="isSwap">True where the result replaces the whole table.</param>
/// <param name="refreshes">True where files are written anew too that could stay as they are.</param>
internal sealed class TableMerge(TableSession session, Partitioner partitioner, IReadOnlyList<DeltaEntry> deltas, IReadOnlyList<StoredConditions> conditions, bool isSwap, bool refreshes = false)
{
    /// <summary>Blocks that are merged while earlier ones are written.</summary>
    private const int BlocksAhead = 4;

    private readonly MergePlan _plan = new(session.Definition, session.Columns, session.Definition.VersionColumn, deltas, conditions, session.Context.Options.BlockRows);

    /// <summary>Rows that gave way to different rows of this writer's slices.</summary>
    public long Conflicts => _plan.Conflicts;

    /// <summary>Writes the files and says what a commit must say of them.</summary>
    /// <param name="memory">The rows that are in no delta.</param>
    /// <param name="foundDeltas">How many of the deltas a killed writer left.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    public async Task<LogRecord> WriteAsync(SortedRun memory, int foundDeltas, CancellationToken cancellationToken)
    {
        var open = _plan.OpenDeltas(session.Paths);
        try
        {
            var inMemory = memory.Partitions.ToDictionary(p => partitioner.NameOf(p.Key), p => p.Key);
            var live = session.Manifest.Files.Values.ToDictionary(f => f.Partition);
            var (added, removed) = (new List<FileEntry>(), new List<string>());
            foreach (var partition in Touched(open, inMemory.Keys, live))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var old = isSwap ? null : live.GetValueOrDefault(partition);
                var file = old is null ? null : session.Format.ReadAsync(Disk.OpenShared(session.Paths.Data(old.Path)), session.Columns, cancellationToken);
                var rows = inMemory.TryGetValue(partition, out var id) ? memory.ReadAsync(id, session.Context.Options.BlockRows) : null;
                var entry = await WriteAsync(partition, added.Count, _plan.ReadAsync(file, open, rows, partition, foundDeltas, cancellationToken));
                if (entry is not null) added.Add(entry);
                // the new file has another ending where the store's settings changed
                if (old is not null && old.Path != entry?.Path) removed.Add(old.Path);
            }
            if (isSwap) removed.AddRange(live.Values.Select(f => f.Path).Except(added.Select(f => f.Path)));
            return new LogRecord { Added = added, Removed = removed };
        }
        finally
        {
            foreach (var delta in open) await delta.DisposeAsync();
        }
    }

    /// <summary>The partitions that rows come to, that conditions may take rows from, or whose columns are outdated.</summary>
    private SortedSet<string> Touched(List<DeltaFile> open, IEnumerable<string> inMemory, Dictionary<string, FileEntry> live)
    {
        var touched = new SortedSet<string>(open.SelectMany(d => d.Partitions).Concat(inMemory), StringComparer.Ordinal);
        if (isSwap) return touched;
        var column = session.Definition.Partitioning is { } text ? Partitioning.Parse(text).Column : null;
        touched.UnionWith(live.Values
            .Where(f => session.MustRewrite(f) || (refreshes && session.IsOutdated(f)) || _plan.Conditions.Any(c => c.MayTouch(f.Partition, partitioner, column, session.Columns)))
            .Select(f => f.Partition));
        return touched;
    }

    private async Task<FileEntry?> WriteAsync(string partition, int number, IAsyncEnumerable<RowBatch> rows)
    {
        PartFile? part = null;
        try
        {
            await foreach (var block in rows.AheadAsync(BlocksAhead))
            {
                part ??= PartFile.Create(session, partition, TableFiles.MergedPath(partition, session.Format), number);
                await part.WriteAsync(block);
            }
            return part is null ? null : await part.FinishAsync(session.NextSequence);
        }
        finally
        {
            if (part is not null) await part.DisposeAsync();
        }
    }
}
