using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>
/// The one writer of a table. Slices are held and checked before any of their rows is sent, so that one that is refused leaves nothing; a slice too
/// large for that has a transaction of its own. What was sent, its markers and the table's new sequence commit together.
/// </summary>
internal sealed class DatabaseWriter : ITargetWriter
{
    private readonly TableSession _session;
    private readonly TargetSpec _spec;
    private readonly DatabaseLimits _limits;
    private readonly AppendedSlices _done = new();
    private readonly HashSet<string> _generationSlices = new(StringComparer.Ordinal);
    private readonly List<TakenSlice> _taken = [];
    private readonly List<SliceMarker> _committed = [];
    private readonly bool _replaces;
    private RowSink _sink = null!;
    private ValueCheck _check = null!;
    private IReadOnlyList<Column> _columns;
    private DataSyncException? _failure;
    private bool _isEvolving;
    private long _rows, _bytes;

    private DatabaseWriter(TableSession session, TargetSpec spec, DatabaseLimits limits)
    {
        (_session, _spec, _limits, _replaces) = (session, spec, limits, spec.Mode == WriteMode.Replace);
        _columns = (_replaces ? session.Record.Generation?.Columns : null) ?? session.Record.Columns;
    }

    public TargetState State => _session.Record.State with { Columns = _columns };
    public IReadOnlyList<string> Warnings => _session.Warnings;
    public IReadOnlyCollection<string> GenerationSlices => _generationSlices;

    private string Birth => _session.Record.Generation?.Birth ?? _session.Record.Birth;
    private string Table => _session.Record.Generation is { } generation ? _session.Server.GenerationTable(_spec.Table, generation.Birth) : _session.Server.Table(_spec.Table);

    /// <summary>Opens the writer of a table that is held.</summary>
    public static async Task<DatabaseWriter> OpenAsync(TableSession session, TargetSpec spec, DatabaseLimits limits, CancellationToken cancellationToken)
    {
        if (spec.Mode == WriteMode.Replace) await session.BeginGenerationAsync(spec.Generation ?? Bookkeeping.NewBirth(), spec, cancellationToken);
        var writer = new DatabaseWriter(session, spec, limits);
        if (spec.Mode is WriteMode.Append or WriteMode.Replace)
        {
            await foreach (var marker in session.Book.ReadMarkersAsync(writer.Birth, 0, cancellationToken))
            {
                if (spec.Mode == WriteMode.Replace) writer._generationSlices.Add(marker.Slice);
                else writer._done.Add(marker);
            }
        }
        writer._sink = RowSink.Create(session, spec, limits, writer.Table, writer.Birth);
        await writer.UseAsync(cancellationToken);
        return writer;
    }

    public Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        var merged = _columns.Select(c => columns.FirstOrDefault(n => n.Name == c.Name) is { } n ? new Column(n.Name, n.Type) : c)
            .Concat(columns.Where(n => _columns.All(c => c.Name != n.Name))).ToList();
        if (merged.Select(c => (c.Name, c.Type)).SequenceEqual(_columns.Select(c => (c.Name, c.Type)))) return Task.CompletedTask;
        _session.Server.Check(_spec with { Columns = merged });
        (_columns, _isEvolving) = (merged, true);
        return Task.CompletedTask;
    }

    public ValueTask<IReadOnlyList<SliceMarker>> WriteAsync(SliceRows slice, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        // a resumed generation has the slice already; without a key its rows would be there twice
        if (_generationSlices.Contains(slice.Marker.Slice)) return TakeCommitted();
        SliceRows[] slices = [slice, .. slice.Also];
        _done.Refuse(slices, _spec.Table);
        await ApplyEvolutionAsync(cancellationToken);
        var conditions = _spec.Mode == WriteMode.ReplaceSlice ? Array.ConvertAll(slices, s => StoredCondition.Of(s, _columns, _spec.Table)) : null;
        if (_sink.NeedsIndex(slice.Conditions))
        {
            await CommitAsync(); // an index may end the transaction it is made in
            await _sink.IndexAsync(slice.Conditions);
        }
        await TakeAsync(slice, cancellationToken);
        for (var i = 0; i < slices.Length; i++)
        {
            var marker = slices[i].Marker;
            _taken.Add(new(marker, conditions?[i]));
            if (_replaces) _generationSlices.Add(marker.Slice);
            else if (_spec.Mode == WriteMode.Append) _done.Add(marker);
        }
        if (_rows >= _limits.CommitRows || _bytes >= _limits.CommitBytes) await CommitAsync();
        return TakeCommitted();
    });

    public ValueTask<IReadOnlyList<SliceMarker>> FlushAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await CommitAsync();
        await ApplyEvolutionAsync(cancellationToken);
        return TakeCommitted();
    });

    public ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await CommitAsync();
        await ApplyEvolutionAsync(cancellationToken);
        if (!_replaces || _generationSlices.Count == 0) return new WriteSummary(TakeCommitted(), _sink.Conflicts);
        var (record, generation) = (_session.Record, _session.Record.Generation!);
        var next = record with { Birth = generation.Birth, Sequence = generation.Sequence, Columns = generation.Columns, Generation = null };
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Swap, () => _session.Server.SwapAsync(_session.Connection, record, generation, async () =>
        {
            await _session.Book.ForgetAsync(record.Birth, CancellationToken.None);
            await _session.UpdateAsync(next, CancellationToken.None);
        }, CancellationToken.None));
        var committed = await _session.Book.ReadMarkersAsync(next.Birth, 0, CancellationToken.None).ToListAsync(CancellationToken.None);
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Clean, () => _session.Server.CleanAsync(_session.Connection, _spec.Table, CancellationToken.None));
        _generationSlices.Clear();
        // a writer swaps once: what comes after would need a generation of its own
        _failure = new DataSyncException("WriterCompleted", $"Table '{_spec.Table}' was swapped in; this writer is at its end.", "Open another writer.");
        return new WriteSummary(committed, _sink.Conflicts);
    });

    public async ValueTask DisposeAsync()
    {
        await _sink.AbandonAsync();
        await _session.DisposeAsync();
    }

    private async Task TakeAsync(SliceRows slice, CancellationToken cancellationToken)
    {
        var batches = new List<RowBatch>();
        var bytes = 0L;
        await using var rows = AdmitAsync(slice, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isWhole = true;
        while (isWhole && await rows.MoveNextAsync())
        {
            batches.Add(rows.Current);
            bytes += rows.Current.ByteSize;
            isWhole = bytes < _limits.BufferBytes;
        }
        if (!isWhole) await CommitAsync(); // what was taken before holds, whatever becomes of this slice
        // from here on the slice is sent: an error of the server ends the writer
        await _sink.BeginSliceAsync(slice);
        await SendAsync(batches, bytes);
        if (isWhole) return;
        try
        {
            while (await rows.MoveNextAsync()) await SendAsync([rows.Current], rows.Current.ByteSize);
        }
        catch (Exception e) when (!_session.Server.IsServerError(e))
        {
            await _sink.RollBackAsync();
            (_rows, _bytes) = (0, 0);
            throw;
        }
    }

    private async Task SendAsync(IReadOnlyList<RowBatch> batches, long bytes)
    {
        await _sink.WriteAsync(batches);
        _rows += batches.Sum(b => (long)b.RowCount);
        _bytes += bytes;
    }

    private async Task CommitAsync()
    {
        if (_taken.Count == 0) return;
        await _sink.FinishAsync();
        var record = _session.Record;
        var sequence = (record.Generation?.Sequence ?? record.Sequence) + 1;
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Markers, () => _session.Book.MarkAsync(Birth, sequence, _taken, CancellationToken.None));
        await _session.FinishAsync(record.Generation is { } generation ? record with { Generation = generation with { Sequence = sequence } } : record with { Sequence = sequence }, CancellationToken.None);
        _sink.Committed();
        if (!_replaces) _committed.AddRange(_taken.Select(t => t.Marker with { Sequence = sequence })); // a generation's slices count when it is swapped in
        _taken.Clear();
        (_rows, _bytes) = (0, 0);
    }

    /// <summary>Changes the table's columns, after what was taken with the old ones.</summary>
    private async Task ApplyEvolutionAsync(CancellationToken cancellationToken)
    {
        if (!_isEvolving) return;
        await CommitAsync();
        var from = _session.Record.Generation?.Columns ?? _session.Record.Columns;
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Evolve, () => _session.Server.EvolveAsync(_session.Connection, Table, _session.Record, from, TableSession.Describe(_columns, _spec.Columns), next => _session.WriteColumnsAsync(_columns, next, CancellationToken.None), CancellationToken.None));
        _isEvolving = false;
        await UseAsync(cancellationToken);
    }

    private async Task UseAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> key = _spec.Mode == WriteMode.Append ? [] : _spec.Key;
        var keyTexts = _columns.Count(c => key.Contains(c.Name) && c.Type.Kind is DataKind.String or DataKind.Json or DataKind.Binary);
        _check = new(key, _spec.OnUnrepresentable, (vector, isKey) => _session.Server.FindUnrepresentable(vector, isKey, keyTexts));
        await _sink.UseAsync(_columns, cancellationToken);
    }

    private async IAsyncEnumerable<RowBatch> AdmitAsync(SliceRows slice, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = 0L;
        await foreach (var batch in slice.Rows.WithCancellation(cancellationToken))
        {
            if (batch.RowCount == 0) continue;
            yield return _check.Admit(Conform.To(batch, _columns), row);
            row += batch.RowCount;
        }
    }

    private IReadOnlyList<SliceMarker> TakeCommitted()
    {
        SliceMarker[] committed = [.. _committed];
        _committed.Clear();
        return committed;
    }

    private async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> work)
    {
        if (_failure is not null) throw _failure;
        try
        {
            return await work();
        }
        catch (Exception e) when (_session.Server.IsServerError(e))
        {
            throw _failure = _session.Server.Explain(e);
        }
        catch (DataSyncException e) when (e.Id == "TargetChanged")
        {
            throw _failure = e;
        }
    }
}
