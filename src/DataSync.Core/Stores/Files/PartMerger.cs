namespace DataSync.Stores.Files;

/// <summary>Merges the small parts of an Append table, partition by partition, each with a commit of its own, and writes outdated ones anew.</summary>
internal sealed class PartMerger(TableSession session)
{
    private readonly FileStoreOptions _options = session.Context.Options;

    public async Task MergeAsync(CancellationToken cancellationToken)
    {
        foreach (var partition in session.Manifest.Files.Values.GroupBy(f => f.Partition).ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (added, removed) = await MergeAsync(new Queue<FileEntry>(partition.OrderBy(f => f.Earliest).ThenBy(f => f.Path, StringComparer.Ordinal)), cancellationToken);
            if (added.Count > 0) session.Commit(new LogRecord { Added = added, Removed = [.. removed.Except(added.Select(f => f.Path))] });
        }
    }

    /// <summary>Writes neighbours into one file while they fit.</summary>
    private async Task<(List<FileEntry> Added, List<string> Removed)> MergeAsync(Queue<FileEntry> parts, CancellationToken cancellationToken)
    {
        var (added, removed) = (new List<FileEntry>(), new List<string>());
        while (parts.TryDequeue(out var first))
        {
            if (!parts.TryPeek(out var next) || !Fits(next, first.Rows, first.Bytes))
            {
                if (!session.IsOutdated(first)) continue;
                added.Add(await PartFile.RewriteAsync(session, first, session.Paths.Data(first.Path), added.Count, cancellationToken));
                removed.Add(first.Path);
                continue;
            }
            await using var merged = PartFile.Create(session, first.Partition, TableFiles.PartPath(first.Partition, session.NextSequence, added.Count, session.Format), added.Count);
            var taken = new List<FileEntry>();
            for (FileEntry? part = first; part is not null; part = parts.TryPeek(out next) && Fits(next, merged.Rows, merged.Length) ? parts.Dequeue() : null)
            {
                await merged.CopyAsync(session, session.Paths.Data(part.Path), cancellationToken);
                taken.Add(part);
            }
            added.Add(await merged.FinishAsync(session.NextSequence, taken.Max(f => f.Origin)) with { FirstOrigin = taken.Min(f => f.Earliest) });
            removed.AddRange(taken.Select(f => f.Path));
        }
        return (added, removed);
    }

    private bool Fits(FileEntry next, long rows, long bytes) => rows + next.Rows <= _options.PartRows && bytes + next.Bytes <= _options.PartBytes;
}
