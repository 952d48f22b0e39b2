namespace DataSync.Stores.Files;

/// <summary>What a log's records add up to: the table as it stands.</summary>
internal sealed class Manifest
{
    private readonly Dictionary<string, long> _forgotten = new(StringComparer.Ordinal);
    private readonly List<(long Sequence, SliceTranslation Slices)> _translations = [];
    private long _markersAfter = -1;
    private (string Id, long First, long Last)? _swapped;

    public string BirthId { get; private set; } = "";
    public TableDefinition Definition { get; private set; } = new(WriteMode.Append, [], null, null, null);
    public IReadOnlyList<Column> Columns { get; private set; } = [];
    /// <summary>Counts the changes of the columns.</summary>
    public int Schema { get; private set; }
    /// <summary>Live files of an older schema must be written anew.</summary>
    public int RewriteBelow { get; private set; }
    public long Sequence { get; private set; }
    public DateTime LastCommit { get; private set; }
    /// <summary>Where the last valid line of the log ends.</summary>
    public long LogLength { get; private set; }
    /// <summary>How long the log was when it was compacted last.</summary>
    public long CompactedLength { get; private set; }
    /// <summary>The newest record, whose renames a crash may have cut off.</summary>
    public LogRecord Last { get; private set; } = new();
    /// <summary>The live files by path.</summary>
    public SortedDictionary<string, FileEntry> Files { get; } = new(StringComparer.Ordinal);
    /// <summary>Committed rows that wait to be merged, in order.</summary>
    public List<DeltaEntry> Deltas { get; } = [];
    /// <summary>The unfinished generation; null where there is none.</summary>
    public string? Generation { get; private set; }
    /// <summary>The first commit of the unfinished generation.</summary>
    public long GenerationStart { get; private set; }
    /// <summary>The unfinished generation's rows, in order.</summary>
    public List<DeltaEntry> GenerationDeltas { get; } = [];

    /// <summary>The migrations that the table went through, oldest first.</summary>
    public List<MigrationEntry> Migrations { get; } = [];

    public TargetState State => new(BirthId, Sequence, Columns, Definition.Mode, Definition.Key, Definition.Partitioning, Definition.VersionColumn);

    /// <summary>Takes a record whose line ends at <paramref name="end"/>.</summary>
    public void Apply(LogRecord record, long end)
    {
        LogLength = end;
        if (record.Compacted) CompactedLength = end;
        (Sequence, LastCommit, Last) = (record.Sequence, record.At, record);
        if (record.Birth is not null) BirthId = record.Birth;
        if (record.Table is not null) Definition = record.Table;
        if (record.Columns is not null)
        {
            Columns = [.. record.Columns.Select(c => new Column(c.Name, c.Type))];
            Schema = record.Schema;
        }
        if (record.RewriteBelow > 0) RewriteBelow = record.RewriteBelow;
        if (record.ForgetAll) _markersAfter = record.Sequence - 1;
        foreach (var slice in record.Forgotten ?? []) _forgotten[slice] = record.Sequence;
        foreach (var migration in record.Migrations ?? [])
        {
            Migrations.Add(migration);
            if (migration.Slices is { } slices) _translations.Add((record.Sequence, slices));
        }
        ApplyGeneration(record);
        if (record.Swap) Files.Clear();
        foreach (var path in record.Removed ?? []) Files.Remove(path);
        foreach (var file in record.Added ?? []) Files[file.Path] = file;
        var deltas = record.Generation is null ? Deltas : GenerationDeltas;
        if (record.Consumed is { Count: > 0 } consumed) deltas.RemoveAll(d => consumed.Contains(d.Name));
        deltas.AddRange(record.Deltas ?? []);
    }

    /// <summary>The sequence under which a record's markers hold; -1 where they do not.</summary>
    public long EffectiveSequence(LogRecord record)
    {
        if (record.Generation is null) return record.Sequence > _markersAfter ? record.Sequence : -1;
        return _swapped is { } swap && swap.Id == record.Generation && record.Sequence >= swap.First && record.Sequence <= swap.Last && swap.Last > _markersAfter ? swap.Last : -1;
    }

    /// <summary>True for records of the unfinished generation.</summary>
    public bool IsOfGeneration(LogRecord record) => Generation is not null && record.Generation == Generation && record.Sequence >= GenerationStart;

    /// <summary>True where a slice's marker was taken back after the commit at <paramref name="sequence"/>.</summary>
    public bool IsForgotten(string slice, long sequence) => _forgotten.TryGetValue(slice, out var at) && at > sequence;

    /// <summary>A slice of the commit at <paramref name="sequence"/>, as the migrations since left it.</summary>
    public SliceEntry Translate(SliceEntry slice, long sequence) => _translations.Where(t => t.Sequence > sequence).Aggregate(slice, (translated, t) => t.Slices.Translate(translated));

    private void ApplyGeneration(LogRecord record)
    {
        if (record.Generation is null) return;
        if (record.Generation != Generation)
        {
            GenerationDeltas.Clear();
            (Generation, GenerationStart) = (record.Generation, record.Sequence);
        }
        if (!record.Swap) return;
        _swapped = (record.Generation, GenerationStart, record.Sequence);
        _markersAfter = record.Sequence - 1;
        GenerationDeltas.Clear();
        Generation = null;
    }
}
