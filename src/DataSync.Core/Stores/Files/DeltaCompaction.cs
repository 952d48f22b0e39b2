namespace DataSync.Stores.Files;

/// <summary>Merges deltas into fewer, longer ones where there are more than can be merged at once in bounded memory.</summary>
internal sealed class DeltaCompaction(TableSession session, IReadOnlyList<DeltaEntry> deltas, string? generation)
{
    public async Task ShortenAsync(CancellationToken cancellationToken)
    {
        if (deltas.Count <= session.Context.Options.MergeRuns) return;
        var longer = new List<DeltaEntry>();
        foreach (var group in deltas.Chunk(session.Context.Options.MergeRuns).ToList())
            longer.Add(await MergeAsync(group, longer.Count, cancellationToken));
        session.Commit(new LogRecord { Generation = generation, Consumed = [.. deltas.Select(d => d.Name)], Deltas = longer });
    }

    private async Task<DeltaEntry> MergeAsync(DeltaEntry[] group, int number, CancellationToken cancellationToken)
    {
        var plan = new MergePlan(session.Definition, session.Columns, session.Definition.VersionColumn, group, [], session.Context.Options.BlockRows);
        var open = plan.OpenDeltas(session.Paths);
        try
        {
            var name = FormattableString.Invariant($"{session.NextSequence:D8}-{number:D4}.delta");
            if (open.Count > 0)
            {
                await DeltaFile.WriteAsync(session.Paths.Delta(name), open.SelectMany(d => d.Partitions).Distinct()
                    .Select(p => (p, plan.MergeAsync(null, open, null, p, group.Length, cancellationToken))));
                DeltaFile.Flush(session.Paths.Delta(name));
            }
            return new DeltaEntry(name, group.Sum(d => d.Rows), group[0].FirstSequence, group[^1].Sequence, group.Max(d => d.LastOrdinal), [.. group.SelectMany(d => d.Conditions)]);
        }
        finally
        {
            foreach (var delta in open) await delta.DisposeAsync();
        }
    }
}
