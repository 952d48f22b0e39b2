using System.Runtime.CompilerServices;
using DataSync.Rows;
using DataSync.Stores;
using Xunit;

namespace DataSync.Tests.Sync;

/// <summary>A store in memory that keeps the contract: rows and markers commit together, one writer, generations.</summary>
internal sealed class MemoryStore : IStore
{
    public Dictionary<string, MemoryTable> Tables { get; } = [];
    /// <summary>Slices gathered into one commit.</summary>
    public int SlicesPerCommit { get; set; } = 1;
    /// <summary>Called with each slice before it is taken; may throw.</summary>
    public Action<SliceMarker>? Taking { get; set; }
    public Action? Committing { get; set; }
    public Action<SliceRows>? Took { get; set; }
    public int Flushes { get; set; }
    public int Completions { get; set; }
    public int MarkersRead { get; set; }
    public int Writers { get; set; }
    public List<TargetSpec> Specs { get; } = [];

    public MemoryTable this[string table] => Tables[table];

    public Task<StoreTest> TestAsync(CancellationToken cancellationToken) => Task.FromResult(new StoreTest(true, true, null, null));
    public Task<IReadOnlyList<TableInfo>> ListTablesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<TableInfo>>([]);
    public Task<TargetState?> GetStateAsync(string table, CancellationToken cancellationToken) => Task.FromResult(Tables.GetValueOrDefault(table)?.State);

    public async IAsyncEnumerable<SliceMarker> ReadMarkersAsync(string table, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var marker in Tables[table].Live.Select(s => s.Marker).Where(m => m.Sequence > afterSequence).OrderBy(m => m.Sequence).ToList())
        {
            MarkersRead++;
            yield return marker;
        }
    }

    public async Task<ITargetWriter> OpenWriterAsync(TargetSpec spec, CancellationToken cancellationToken)
    {
        MemoryTable? table;
        lock (Tables)
        {
            Specs.Add(spec);
            if (!Tables.TryGetValue(spec.Table, out table))
                Tables[spec.Table] = table = new MemoryTable { State = new(Guid.NewGuid().ToString("N"), 0, spec.Columns, spec.Mode, spec.Key, spec.Partitioning?.ToString()) };
        }
        await table.Lock.WaitAsync(cancellationToken);
        Writers++;
        if (spec.Mode == WriteMode.Replace && table.Generation != spec.Generation) (table.Generation, table.Next) = (spec.Generation, []);
        return new Writer(this, table);
    }

    public async IAsyncEnumerable<RowBatch> ReadAsync(string table, ReadQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var columns = Tables[table].State.Columns;
        var asked = new RowQuery(columns, query);
        await foreach (var batch in asked.ApplyAsync(Batches(), cancellationToken)) yield return batch;

        async IAsyncEnumerable<RowBatch> Batches()
        {
            await Task.CompletedTask;
            foreach (var (_, rows) in Tables[table].Live.ToList())
            {
                var vectors = asked.Columns.Select(c => ColumnVector.Create(c)).ToList();
                foreach (var row in rows)
                    foreach (var vector in vectors)
                    {
                        var at = columns.ToList().FindIndex(c => c.Name == vector.Column.Name);
                        vector.AppendObject(at < row.Length ? row[at] : null);
                    }
                yield return new RowBatch(vectors, rows.Count);
            }
        }
    }

    public Task<long> RemoveAsync(string table, IReadOnlyCollection<string>? slices, TimeSpan lockTimeout, CancellationToken cancellationToken) => throw new NotSupportedException();
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Writer(MemoryStore store, MemoryTable table) : ITargetWriter
    {
        private readonly List<(SliceMarker Marker, List<object?[]> Rows)> _taken = [];

        public TargetState State => table.State;
        public IReadOnlyCollection<string> GenerationSlices => [.. table.Next.Select(s => s.Marker.Slice)];

        public Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
        {
            table.State = table.State with
            {
                Columns = [.. table.State.Columns.Select(c => columns.FirstOrDefault(n => n.Name == c.Name) ?? c), .. columns.Where(n => table.State.Columns.All(c => c.Name != n.Name))],
            };
            return Task.CompletedTask;
        }

        public async ValueTask<IReadOnlyList<SliceMarker>> WriteAsync(SliceRows slice, CancellationToken cancellationToken)
        {
            store.Taking?.Invoke(slice.Marker);
            store.Took?.Invoke(slice);
            var rows = new List<object?[]>();
            await foreach (var batch in slice.Rows.WithCancellation(cancellationToken))
            {
                foreach (var vector in batch.Columns)
                    Assert.Equal(table.State.Columns.Single(c => c.Name == vector.Column.Name).Type, vector.Column.Type);
                var projected = batch.Project(table.State.Columns);
                for (var r = 0; r < batch.RowCount; r++) rows.Add([.. projected.Columns.Select(c => c.GetValue(r))]);
            }
            _taken.Add((slice.Marker, rows));
            return _taken.Count >= store.SlicesPerCommit ? Commit() : [];
        }

        public ValueTask<IReadOnlyList<SliceMarker>> FlushAsync(CancellationToken cancellationToken)
        {
            var committed = Commit();
            store.Flushes++; // a test that sees it sees the commit
            return new(committed);
        }

        public ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken)
        {
            var committed = Commit();
            store.Completions++;
            if (table.State.Mode != WriteMode.Replace) return new(new WriteSummary(committed, 0));
            table.State = table.State with { Sequence = table.State.Sequence + 1 };
            table.Live = [.. table.Next.Select(s => (s.Marker with { Sequence = table.State.Sequence }, s.Rows))];
            (table.Generation, table.Next) = (null, []);
            return new(new WriteSummary([.. table.Live.Select(s => s.Marker)], 0));
        }

        public ValueTask DisposeAsync()
        {
            table.Lock.Release();
            return ValueTask.CompletedTask;
        }

        private SliceMarker[] Commit()
        {
            if (_taken.Count == 0) return [];
            store.Committing?.Invoke();
            table.State = table.State with { Sequence = table.State.Sequence + 1 };
            var committed = _taken.Select(t => (Marker: t.Marker with { Sequence = table.State.Sequence }, t.Rows)).ToList();
            _taken.Clear();
            var target = table.State.Mode == WriteMode.Replace ? table.Next : table.Live;
            var again = committed.Select(c => c.Marker.Slice).ToHashSet();
            target.RemoveAll(s => again.Contains(s.Marker.Slice) && (table.State.Mode != WriteMode.Append || s.Rows.Count == 0));
            target.AddRange(committed);
            return [.. committed.Select(c => c.Marker)];
        }
    }
}

internal sealed class MemoryTable
{
    public required TargetState State { get; set; }
    public List<(SliceMarker Marker, List<object?[]> Rows)> Live { get; set; } = [];
    public List<(SliceMarker Marker, List<object?[]> Rows)> Next { get; set; } = [];
    public string? Generation { get; set; }
    public SemaphoreSlim Lock { get; } = new(1, 1);
    public IEnumerable<string> Slices => Live.Select(s => s.Marker.Slice);
    public int Rows => Live.Sum(s => s.Rows.Count);

    /// <summary>Commits slices of a few rows each, of the time before.</summary>
    public void Fill(IEnumerable<string> slices)
    {
        State = State with { Sequence = State.Sequence + 1 };
        Live.AddRange(slices.Select(s => (new SliceMarker { Slice = s, Rows = 5, SchemaVersion = 1, At = new DateTime(2024, 1, 9, 0, 0, 0, DateTimeKind.Utc), Sequence = State.Sequence }, new List<object?[]>())));
    }
}
