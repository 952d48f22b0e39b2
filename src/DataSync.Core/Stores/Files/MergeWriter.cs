namespace DataSync.Stores.Files;

/// <summary>
/// Upsert, ReplaceSlice and Replace: slices gather as sorted runs, wait as deltas that each flush commits, and are merged at the end into one
/// file a partition. In Replace mode the deltas are of a generation, and the end swaps it in.
/// </summary>
internal sealed class MergeWriter : FileTargetWriter
{
    private readonly RunCollector _collector;
    private readonly HashSet<string> _generationSlices = new(StringComparer.Ordinal);
    private readonly int _foundDeltas;
    private readonly string? _generation;
    private long _ordinal;
    private long _conflicts;

    public MergeWriter(TableSession session, TargetSpec spec) : base(session, spec)
    {
        _collector = new RunCollector(session, () => Partitioner);
        if (spec.Mode == WriteMode.Replace)
        {
            _generation = spec.Generation ?? TableBirth.NewBirthId();
            if (session.Manifest.Generation is { } found && found != _generation)
            {
                session.Commit(new LogRecord { Generation = _generation });
                TableFiles.Clean(session.Context, session.Manifest);
            }
            _generationSlices.UnionWith(session.Log.ReadGenerationSlices(session.Manifest).Select(s => s.Entry.Marker.Slice));
        }
        _foundDeltas = Deltas.Count;
        _ordinal = Deltas.Select(d => d.LastOrdinal).DefaultIfEmpty().Max();
    }

    public override IReadOnlyCollection<string> GenerationSlices => _generationSlices;

    private List<DeltaEntry> Deltas => _generation is null ? Session.Manifest.Deltas : Session.Manifest.GenerationDeltas;

    protected override async ValueTask<IReadOnlyList<SliceMarker>> TakeAsync(SliceRows slice, CancellationToken cancellationToken)
    {
        // a resumed generation has the slice already; without a key its rows would be there twice
        if (_generationSlices.Contains(slice.Marker.Slice)) return [];
        SliceRows[] slices = [slice, .. slice.Also];
        var conditions = Spec.Mode == WriteMode.ReplaceSlice ? Array.ConvertAll(slices, s => StoredCondition.Of(s, Session.Columns, Spec.Table)) : null;
        var partitions = await _collector.AddAsync(AdmitAsync(slice, cancellationToken), _ordinal + 1);
        _ordinal++;
        if (conditions is not null) _collector.Conditions.Add(new StoredConditions(_ordinal, conditions[0]));
        for (var i = 0; i < slices.Length; i++)
        {
            if (_generation is not null) _generationSlices.Add(slices[i].Marker.Slice);
            Taken.Add(new SliceEntry(slices[i].Marker, partitions, conditions?[i]));
        }
        return [];
    }

    protected override async ValueTask<IReadOnlyList<SliceMarker>> CommitAsync()
    {
        if (Taken.Count == 0 && !Session.ColumnsChanged) return [];
        var markers = Commit(new LogRecord { Generation = _generation, Deltas = await _collector.TakeRunsAsync(_ordinal) });
        return _generation is null ? markers : []; // a generation's slices count when it is swapped in
    }

    protected override async ValueTask<WriteSummary> EndAsync(CancellationToken cancellationToken)
    {
        if (_generation is not null && _generationSlices.Count == 0) return new WriteSummary([], 0);
        List<SliceMarker> committed = [];
        await _collector.MakeRoomAsync();
        if (Deltas.Count + _collector.Runs.Count > Session.Context.Options.MergeRuns)
        {
            committed.AddRange(await CommitAsync());
            await new DeltaCompaction(Session, Deltas, _generation).ShortenAsync(cancellationToken);
        }
        var merge = new TableMerge(Session, Partitioner, [.. Deltas, .. _collector.Runs], _collector.Conditions, isSwap: _generation is not null);
        var memory = _collector.Sort();
        var record = await merge.WriteAsync(memory, _foundDeltas, cancellationToken) with { Consumed = [.. Deltas.Select(d => d.Name)] };
        _conflicts += memory.Conflicts + merge.Conflicts;
        if (_generation is not null)
        {
            var birth = Session.Manifest.Files.Count > 0 ? TableBirth.NewBirthId() : null;
            Commit(record with { Generation = _generation, Swap = true, Birth = birth });
            committed = [.. Session.Log.ReadSlices(Session.Manifest, Session.Manifest.Sequence - 1).Select(s => s.Entry.Marker with { Sequence = s.Sequence })];
        }
        else if (Taken.Count > 0 || Session.ColumnsChanged || record.Consumed is { Count: > 0 } || record.Added is { Count: > 0 } || record.Removed is { Count: > 0 })
        {
            committed.AddRange(Commit(record));
        }
        _collector.Clear();
        _ordinal = 0;
        return new WriteSummary(committed, _conflicts + _collector.Conflicts);
    }

    protected override ValueTask OnEvolvedAsync()
    {
        _collector.Evolve();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask CloseAsync() => ValueTask.CompletedTask;
}
