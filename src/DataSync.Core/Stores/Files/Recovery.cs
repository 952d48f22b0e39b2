namespace DataSync.Stores.Files;

/// <summary>What to do where files that the log lists are gone: the slices that had rows in them are asked again.</summary>
/// <param name="Record">The commit that says so.</param>
/// <param name="Warning">The same for the user.</param>
internal sealed record Recovery(LogRecord Record, string Warning)
{
    /// <summary>Looks for every live file; null where all are there.</summary>
    public static Recovery? Plan(TableContext context, TableLog log, Manifest manifest)
    {
        var files = manifest.Files.Values.Where(f => !File.Exists(context.Paths.Data(f.Path))).ToList();
        var deltas = Missing(context, manifest.Deltas);
        if (Missing(context, manifest.GenerationDeltas).Count > 0) return DiscardGeneration(context);
        if (files.Count == 0 && deltas.Count == 0) return null;

        var record = new LogRecord { Birth = TableBirth.NewBirthId(), Consumed = [.. deltas.Select(d => d.Name)] };
        var lostCommits = deltas.SelectMany(d => Enumerable.Sequence(d.FirstSequence, d.Sequence, 1)).ToHashSet();
        var forgotten = new HashSet<string>();
        if (manifest.Definition.Mode == WriteMode.Append)
        {
            record = record with { Removed = UndoCommits(manifest, files, lostCommits) };
        }
        else
        {
            record = record with { Removed = [.. files.Select(f => f.Path)], ForgetAll = files.Count > 0 && (manifest.Definition.Partitioning is null || manifest.Definition.Mode == WriteMode.Replace) };
        }
        var partitions = manifest.Definition.Mode == WriteMode.Append ? [] : files.Select(f => f.Partition).ToHashSet();
        if (!record.ForgetAll)
        {
            foreach (var (slice, sequence) in log.ReadSlices(manifest, 0))
                if (lostCommits.Contains(sequence) || (partitions.Count > 0 && (slice.Partitions is null || slice.Partitions.Any(partitions.Contains))))
                    forgotten.Add(slice.Marker.Slice);
        }
        var names = string.Join(", ", files.Select(f => f.Path).Concat(deltas.Select(d => "delta " + d.Name)).Take(3));
        return new Recovery(record with { Forgotten = [.. forgotten] },
            $"{files.Count + deltas.Count} files of '{context.Paths.Root}' are gone ({names}{(files.Count + deltas.Count > 3 ? ", …" : "")}): {(record.ForgetAll ? "all its" : forgotten.Count.ToString(System.Globalization.CultureInfo.InvariantCulture))} slices count as not done.");
    }

    /// <summary>
    /// A commit's slices lie in all its files, so it is undone as a whole: what is left of it would be doubled. A file into which several commits were merged
    /// takes those with it, and they the rest of their files.
    /// </summary>
    private static List<string> UndoCommits(Manifest manifest, List<FileEntry> lost, HashSet<long> commits)
    {
        var removed = new HashSet<string>();
        while (lost.Count > 0)
        {
            commits.UnionWith(lost.SelectMany(f => f.Origins()));
            removed.UnionWith(lost.Select(f => f.Path));
            lost = [.. manifest.Files.Values.Where(f => !removed.Contains(f.Path) && f.Origins().Any(commits.Contains))];
        }
        return [.. removed];
    }

    private static Recovery DiscardGeneration(TableContext context) => new(new LogRecord { Generation = TableBirth.NewBirthId() },
        $"Rows of the unfinished generation of '{context.Paths.Root}' are gone: it starts over.");

    private static List<DeltaEntry> Missing(TableContext context, IEnumerable<DeltaEntry> deltas) => [.. deltas.Where(d => d.Rows > 0 && !File.Exists(context.Paths.Delta(d.Name)))];
}
