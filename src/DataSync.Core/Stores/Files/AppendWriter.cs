using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>
/// Adds slices once each. They gather in open part files, one a partition, that are closed and committed together when they are large enough.
/// </summary>
internal sealed class AppendWriter : FileTargetWriter
{
    private readonly AppendedSlices _done = new();
    private readonly List<PartFile> _open = []; // the one written to last at the end
    private readonly List<FileEntry> _closed = [];
    private readonly RowBuffer? _partitioned;
    private int _parts;
    private long _rows;

    public AppendWriter(TableSession session, TargetSpec spec) : base(session, spec)
    {
        foreach (var (slice, _) in session.Log.ReadSlices(session.Manifest, 0)) _done.Add(slice.Marker);
        if (spec.Partitioning is not null) _partitioned = new RowBuffer(session.Columns, session.Context.Options.SpillBytes);
    }

    protected override async ValueTask<IReadOnlyList<SliceMarker>> TakeAsync(SliceRows slice, CancellationToken cancellationToken)
    {
        SliceRows[] slices = [slice, .. slice.Also];
        _done.Refuse(slices, Spec.Table);
        await using var spool = new SliceSpool(Session.Paths.Temp("slice.tmp"), Session.Context.Options.SpillBytes);
        await foreach (var batch in AdmitAsync(slice, cancellationToken)) await spool.AddAsync(batch);

        // from here on the slice is taken whole: no cancellation, and an error of the place ends the writer
        await foreach (var batch in spool.ReadAsync()) await AddAsync(batch);
        foreach (var taken in slices)
        {
            Taken.Add(new SliceEntry(taken.Marker, null, null));
            _done.Add(taken.Marker);
        }
        return IsLarge ? await CommitAsync() : [];
    }

    protected override async ValueTask<IReadOnlyList<SliceMarker>> CommitAsync()
    {
        await DrainAsync();
        while (_open.Count > 0) await CloseAsync(_open[0]);
        if (Taken.Count == 0 && !Session.ColumnsChanged) return [];
        var added = new List<FileEntry>(_closed);
        for (var i = 0; i < added.Count; i++)
            if (Session.MustRewrite(added[i]))
                added[i] = await PartFile.RewriteAsync(Session, added[i], Session.Paths.Temp(added[i].Temp), _parts++);
        var outdated = Session.Manifest.Files.Values.Where(Session.MustRewrite).ToList();
        foreach (var file in outdated) added.Add(await PartFile.RewriteAsync(Session, file, Session.Paths.Data(file.Path), _parts++));
        var renamed = outdated.Select(f => f.Path).Except(added.Select(f => f.Path)).ToList();
        var markers = Commit(new LogRecord { Added = added, Removed = renamed });
        _closed.Clear();
        (_parts, _rows) = (0, 0);
        return markers;
    }

    protected override async ValueTask<WriteSummary> EndAsync(CancellationToken cancellationToken) => new(await CommitAsync(), Conflicts: 0);

    protected override async ValueTask OnEvolvedAsync()
    {
        await DrainAsync();
        while (_open.Count > 0) await CloseAsync(_open[0]);
        _partitioned?.Evolve(Session.Columns);
    }

    protected override async ValueTask CloseAsync()
    {
        foreach (var part in _open) await part.DisposeAsync();
        _open.Clear();
    }

    private bool IsLarge => _rows >= Session.Context.Options.PartRows || _open.Sum(p => p.Length) + _closed.Sum(f => f.Bytes) >= Session.Context.Options.PartBytes;

    private async ValueTask AddAsync(RowBatch batch)
    {
        _rows += batch.RowCount;
        if (_partitioned is null)
        {
            await (await OpenAsync("")).WriteAsync(batch);
            return;
        }
        _partitioned.Append(batch, 0, batch.RowCount);
        if (_partitioned.ByteSize >= Session.Context.Options.SpillBytes) await DrainAsync();
    }

    /// <summary>Writes the gathered rows to their partitions' parts, partition by partition, so that many partitions need few open files.</summary>
    private async ValueTask DrainAsync()
    {
        if (_partitioned is not { Count: > 0 }) return;
        var partitions = new int[_partitioned.Count];
        var rows = new int[_partitioned.Count];
        Partitioner.Assign(_partitioned.Columns, 0, partitions);
        for (var i = 0; i < rows.Length; i++) rows[i] = i;
        Array.Sort(Keys(partitions), rows);
        var all = _partitioned.Rows;
        for (var start = 0; start < rows.Length;)
        {
            var (partition, end) = (partitions[rows[start]], start + 1);
            while (end < rows.Length && end - start < Session.Context.Options.BlockRows && partitions[rows[end]] == partition) end++;
            await (await OpenAsync(Partitioner.NameOf(partition))).WriteAsync(all.Gather(rows.AsSpan(start, end - start)));
            start = end;
        }
        _partitioned.Truncate(0);
    }

    /// <summary>Partition and row in one number each, so that rows keep their order within a partition.</summary>
    private static long[] Keys(int[] partitions)
    {
        var keys = new long[partitions.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (long)partitions[i] << 32 | (uint)i;
        return keys;
    }

    private async ValueTask<PartFile> OpenAsync(string partition)
    {
        var at = _open.FindIndex(p => p.Partition == partition);
        if (at < 0)
        {
            if (_open.Count == Session.Context.Options.OpenParts) await CloseAsync(_open[0]);
            _open.Add(PartFile.Create(Session, partition, TableFiles.PartPath(partition, Session.NextSequence, _parts, Session.Format), _parts++));
        }
        else if (at < _open.Count - 1)
        {
            var part = _open[at];
            _open.RemoveAt(at);
            _open.Add(part);
        }
        return _open[^1];
    }

    private async ValueTask CloseAsync(PartFile part)
    {
        _open.Remove(part);
        await using (part) _closed.Add(await part.FinishAsync(Session.NextSequence));
    }
}
