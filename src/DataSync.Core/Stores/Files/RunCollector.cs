using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>
/// Gathers slices' rows in memory up to a size, then writes them as sorted runs. A slice is in it whole or not at all: past the size, the rows of
/// earlier slices go to disk before its own, and its own runs are dropped where it fails.
/// </summary>
internal sealed class RunCollector(TableSession session, Func<Partitioner> partitioner)
{
    private const int MostPartitionsNamed = 64;

    private readonly List<int> _starts = [];
    private readonly List<DeltaEntry> _runs = [];
    private RowBuffer _buffer = NewBuffer(session);
    private int[] _partitions = [];
    private int _runNumber;

    private FileStoreOptions Options => session.Context.Options;

    /// <summary>Rows that gave way to a different row of the same key from another slice of the same run.</summary>
    public long Conflicts { get; private set; }
    private bool IsFull => _buffer.ByteSize >= Options.SpillBytes;
    /// <summary>What the slices that are in no committed delta replace.</summary>
    public List<StoredConditions> Conditions { get; } = [];
    /// <summary>The runs on disk that no commit lists yet. They are not flushed: a crash loses them, and what a merge takes from them need never be.</summary>
    public IReadOnlyList<DeltaEntry> Runs => _runs;

    /// <summary>Takes a slice's rows.</summary>
    /// <returns>The partitions they go to; null for very many.</returns>
    public async ValueTask<IReadOnlyList<string>?> AddAsync(IAsyncEnumerable<RowBatch> rows, long ordinal)
    {
        var (start, runs, touched) = (_buffer.Count, _runs.Count, new HashSet<int>());
        try
        {
            if (_starts.Count == 0 || _starts[^1] != start) _starts.Add(start);
            await foreach (var batch in rows)
            {
                if (IsFull)
                {
                    if (start > 0) await SpillFirstAsync(start);
                    else await SpillAllAsync();
                    (runs, start) = (start > 0 ? _runs.Count : runs, 0);
                }
                Append(batch, ordinal);
                if (touched.Count <= MostPartitionsNamed) AddDistinct(touched, _partitions.AsSpan(_buffer.Count - batch.RowCount, batch.RowCount));
            }
        }
        catch
        {
            _buffer.Truncate(start);
            if (_starts.Count > 0 && _starts[^1] >= start) _starts.RemoveAt(_starts.Count - 1);
            foreach (var run in _runs.Skip(runs)) File.Delete(session.Paths.Delta(run.Name));
            _runs.RemoveRange(runs, _runs.Count - runs);
            throw;
        }
        if (IsFull) await SpillAllAsync();
        return touched.Count > MostPartitionsNamed ? null : [.. touched.Select(partitioner().NameOf)];
    }

    /// <summary>Writes what is in memory as a run, and gives all runs since the last call away, flushed, to be committed.</summary>
    public async Task<IReadOnlyList<DeltaEntry>> TakeRunsAsync(long lastOrdinal)
    {
        if (_buffer.Count > 0 || (_runs.Count == 0 && Conditions.Count > 0)) await SpillAllAsync();
        IReadOnlyList<DeltaEntry> runs = [.. _runs.Select((run, i) => run with { LastOrdinal = lastOrdinal, Conditions = i == 0 ? [.. Conditions] : [] })];
        foreach (var run in runs.Where(r => r.Rows > 0)) DeltaFile.Flush(session.Paths.Delta(run.Name));
        _runs.Clear();
        _starts.Clear();
        Conditions.Clear();
        _runNumber = 0;
        return runs;
    }

    /// <summary>Makes room for a merge: where rows are on disk already, those in memory follow, and their memory goes.</summary>
    public async Task MakeRoomAsync()
    {
        if (_runs.Count == 0) return;
        if (_buffer.Count > 0) await SpillAllAsync();
        _buffer = NewBuffer(session);
    }

    /// <summary>The rows in memory, sorted; they stay there.</summary>
    public SortedRun Sort() => Sort(_buffer.Rows);

    /// <summary>Forgets the rows in memory and on disk, which a commit holds.</summary>
    public void Clear()
    {
        foreach (var run in _runs) File.Delete(session.Paths.Delta(run.Name));
        _runs.Clear();
        _buffer.Truncate(0);
        _starts.Clear();
        Conditions.Clear();
    }

    /// <summary>Changes the columns of the rows in memory, and their partitions' numbers, which are the new columns' partitioner's.</summary>
    public void Evolve()
    {
        _buffer.Evolve(MergePlan.MergedColumns(session.Definition, session.Columns));
        partitioner().Assign(_buffer.Columns, 0, _partitions.AsSpan(0, _buffer.Count));
    }

    private void Append(RowBatch batch, long ordinal)
    {
        var start = _buffer.Count;
        if (_partitions.Length < start + batch.RowCount) Array.Resize(ref _partitions, Math.Max(start + batch.RowCount, _partitions.Length * 2));
        partitioner().Assign(batch.Columns, 0, _partitions.AsSpan(start, batch.RowCount));
        _buffer.Append(session.Definition.Mode == WriteMode.ReplaceSlice ? WithOrdinal(batch, ordinal) : batch, 0, batch.RowCount);
    }

    private async Task SpillFirstAsync(int count)
    {
        var rest = _starts[^1];
        _starts.RemoveAt(_starts.Count - 1);
        await SpillAsync(Sort(new RowBatch([.. _buffer.Columns.Select(c => First(c, count))], count)));
        _partitions.AsSpan(count, _buffer.Count - count).CopyTo(_partitions);
        _buffer.RemoveFirst(count);
        _starts.Clear();
        _starts.Add(rest - count);
    }

    private async Task SpillAllAsync()
    {
        await SpillAsync(Sort(_buffer.Rows));
        _buffer.Truncate(0);
        _starts.Clear();
        _starts.Add(0); // of a slice that goes on, or of the next
    }

    private async Task SpillAsync(SortedRun run)
    {
        var name = FormattableString.Invariant($"{session.NextSequence:D8}-{_runNumber++:D4}.delta");
        var names = partitioner();
        if (run.Order.Length > 0)
        {
            await DeltaFile.WriteAsync(session.Paths.Delta(name), run.Partitions.Keys.Select(p => (names.NameOf(p), run.ReadAsync(p, Options.BlockRows))));
        }
        Conflicts += run.Conflicts;
        _runs.Add(new DeltaEntry(name, run.Order.Length, session.NextSequence, session.NextSequence, LastOrdinal: 0, Conditions: []));
    }

    private SortedRun Sort(RowBatch rows)
    {
        var columns = MergePlan.MergedColumns(session.Definition, session.Columns);
        var order = new RowOrder(columns, session.Definition.Key, session.Definition.VersionColumn, session.Columns.Count);
        return RunSorter.Sort(rows, _partitions.AsSpan(0, rows.RowCount), partitioner().Count, order, _starts, laterSliceWins: session.Definition.Mode == WriteMode.ReplaceSlice);
    }

    private static void AddDistinct(HashSet<int> set, ReadOnlySpan<int> partitions)
    {
        // rows of one partition mostly come together
        for (var i = 0; i < partitions.Length; i++)
            if (i == 0 || partitions[i] != partitions[i - 1])
                set.Add(partitions[i]);
    }

    private static RowBuffer NewBuffer(TableSession session) => new(MergePlan.MergedColumns(session.Definition, session.Columns), session.Context.Options.SpillBytes);

    private static ColumnVector First(ColumnVector vector, int count)
    {
        var first = vector.NewLike(vector.Column, count);
        first.AppendRange(vector, 0, count);
        return first;
    }

    private static RowBatch WithOrdinal(RowBatch batch, long ordinal)
    {
        var ordinals = new ColumnVector<long>(ConditionIndex.Ordinal, batch.RowCount);
        for (var i = 0; i < batch.RowCount; i++) ordinals.Append(ordinal);
        return new RowBatch([.. batch.Columns, ordinals], batch.RowCount);
    }
}
