using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DataSync.Rows;
using DataSync.Stores.Databases;
using DataSync.Stores.Files;

namespace DataSync.Stores.ClickHouse;

/// <summary>
/// The one writer of a table. A slice is held and checked before any of its rows is sent, so that one that is refused leaves nothing; a slice too large
/// for that has a commit of its own, which is dropped where a later row is refused.
/// </summary>
internal sealed class ClickHouseWriter : ITargetWriter
{
    private const int TrackedRows = 350_000;

    private readonly ClickHouseSession _session;
    private readonly TargetSpec _spec;
    private readonly ClickHouseLimits _limits;
    private readonly CommitStage _stage;
    private readonly KeyTracker? _keys;
    private readonly SliceKeys? _sliceKeys;
    private readonly SliceOverlap _overlap = new();
    private readonly AppendedSlices _done = new();
    private readonly HashSet<string> _generation = new(StringComparer.Ordinal);
    private readonly List<PendingSlice> _taken = [];
    private readonly List<SliceMarker> _committed = [];
    private readonly bool _replaces;
    private IReadOnlyList<Column> _columns = [];
    private ValueCheck _check = null!;
    private DataSyncException? _failure;
    private bool _isExchange = true;
    private int _slices;

    private ClickHouseWriter(ClickHouseSession session, TargetSpec spec, ClickHouseLimits limits)
    {
        (_session, _spec, _limits, _replaces) = (session, spec, limits, spec.Mode == WriteMode.Replace);
        _stage = new CommitStage(session, limits);
        if (session.Record.IsKeyed) _keys = new KeyTracker(spec.Key, TrackedRows, knowsDuplicates: false);
        if (spec is { Mode: WriteMode.ReplaceSlice, Key.Count: > 0 }) _sliceKeys = new SliceKeys(spec.Key, spec.VersionColumn);
        UseColumns();
    }

    public IReadOnlyList<string> Warnings => _session.Warnings;
    public TargetState State => _session.Live.State with { Columns = _columns };
    public IReadOnlyCollection<string> GenerationSlices => _generation;

    /// <summary>Opens the writer of a table that is held.</summary>
    public static async Task<ClickHouseWriter> OpenAsync(ClickHouseSession session, TargetSpec spec, ClickHouseLimits limits, CancellationToken cancellationToken)
    {
        var writer = new ClickHouseWriter(session, spec, limits);
        if (spec.Mode is not (WriteMode.Append or WriteMode.Replace)) return writer;
        await foreach (var marker in session.Book.ReadMarkersAsync(session.Record.Uuid, 0, cancellationToken))
        {
            if (writer._replaces) writer._generation.Add(marker.Slice);
            else writer._done.Add(marker);
        }
        return writer;
    }

    public Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        var merged = _columns.Select(c => columns.FirstOrDefault(n => n.Name == c.Name) is { } n ? new Column(n.Name, n.Type) : c)
            .Concat(columns.Where(n => _columns.All(c => c.Name != n.Name)).Select(n => new Column(n.Name, n.Type))).ToList();
        if (merged.Select(c => (c.Name, c.Type)).SequenceEqual(_columns.Select(c => (c.Name, c.Type)))) return 0;
        TargetChecks.Refuse(_spec with { Columns = merged });
        TargetChecks.RefuseChange(_session.Record, merged);
        await CommitAsync(cancellationToken);
        await _stage.DropAsync(cancellationToken); // of the older columns
        await _session.EvolveAsync(merged, cancellationToken);
        UseColumns();
        return 0;
    }).AsTask();

    public ValueTask<IReadOnlyList<SliceMarker>> WriteAsync(SliceRows slice, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        // a resumed generation has the slice already; without a key its rows would be there twice
        if (_generation.Contains(slice.Marker.Slice)) return TakeCommitted();
        SliceRows[] slices = [slice, .. slice.Also];
        _done.Refuse(slices, _spec.Table);
        var conditions = Array.ConvertAll(slices, s => _spec.Mode == WriteMode.ReplaceSlice ? StoredCondition.Of(s, _columns, _spec.Table) : null);
        if (conditions[0] is { } own && _overlap.Overlaps(own))
        {
            await CommitAsync(cancellationToken);
            _overlap.Overlaps(own);
        }
        var hasRows = await TakeAsync(slice, SlicePartition.Find(conditions[0], _session.Record), cancellationToken);
        for (var i = 0; i < slices.Length; i++)
        {
            // what comes along with a slice replaces nothing
            _taken.Add(new(slices[i].Marker, conditions[i], i == 0 && hasRows));
            if (_replaces) _generation.Add(slices[i].Marker.Slice);
            else if (_spec.Mode == WriteMode.Append) _done.Add(slices[i].Marker);
        }
        if (slices.Length > 1) _isExchange = false;
        if (_stage.Rows >= _limits.CommitRows || _taken.Count >= _limits.CommitSlices) await CommitAsync(cancellationToken);
        return TakeCommitted();
    });

    public ValueTask<IReadOnlyList<SliceMarker>> FlushAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await CommitAsync(cancellationToken);
        return TakeCommitted();
    });

    public ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        await CommitAsync(cancellationToken);
        if (!_replaces || _generation.Count == 0) return new WriteSummary(TakeCommitted(), _keys?.Conflicts ?? 0);
        await _session.SwapAsync(cancellationToken);
        var committed = new List<SliceMarker>();
        await foreach (var marker in _session.Book.ReadMarkersAsync(_session.Live.Uuid, 0, cancellationToken)) committed.Add(marker);
        _generation.Clear();
        // a writer swaps once: what comes after would need a generation of its own
        _failure = new DataSyncException("WriterCompleted", $"Table '{_spec.Table}' was swapped in; this writer is at its end.", "Open another writer.");
        return new WriteSummary(committed, _keys?.Conflicts ?? 0);
    });

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_failure is null or { Id: "WriterCompleted" }) await _stage.DropAsync(CancellationToken.None);
        }
        catch (Exception e) when (ClickHouseErrors.IsServerError(e))
        {
            // the next writer drops it
        }
        await _stage.DisposeAsync();
        await _session.DisposeAsync();
    }

    /// <summary>Sends a slice's rows.</summary>
    /// <returns>True where it has some.</returns>
    private async Task<bool> TakeAsync(SliceRows slice, SlicePartition? partition, CancellationToken cancellationToken)
    {
        var held = new List<RowBatch>();
        var bytes = 0L;
        await using var rows = AdmitAsync(slice, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var isWhole = true;
        while (isWhole && await rows.MoveNextAsync())
        {
            held.Add(rows.Current);
            bytes += rows.Current.ByteSize;
            isWhole = bytes < _limits.BufferBytes;
        }
        if (!isWhole && _taken.Count > 0) await CommitAsync(cancellationToken); // what was taken before holds, whatever becomes of this slice
        _slices++;
        _isExchange &= partition is not null;
        var sent = held.Sum(b => (long)b.RowCount);
        if (_sliceKeys is not null)
        {
            _sliceKeys.Clear();
            held = _sliceKeys.Keep(held);
        }
        foreach (var batch in held) await SendAsync(batch, partition, cancellationToken);
        if (isWhole) return held.Count > 0;
        held.Clear();
        try
        {
            for (; await rows.MoveNextAsync(); sent += rows.Current.RowCount)
            {
                _sliceKeys?.RefuseRepeated(rows.Current, sent);
                await SendAsync(rows.Current, partition, cancellationToken);
            }
        }
        catch (Exception e) when (!ClickHouseErrors.IsServerError(e))
        {
            await ClearAsync(CancellationToken.None);
            _keys?.Forget();
            throw;
        }
        return true;
    }

    private async Task SendAsync(RowBatch batch, SlicePartition? partition, CancellationToken cancellationToken)
    {
        if (_isExchange && !partition!.Holds(batch)) _isExchange = false;
        _keys?.Add(batch, _slices);
        await _stage.AddAsync(batch, cancellationToken);
    }

    private async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_taken.Count == 0) return;
        await _stage.FlushAsync(cancellationToken);
        var commit = new PendingCommit(_session.Record.Sequence + 1, _stage.Rows > 0 ? _stage.Table : null, [.. _taken], _spec.Mode == WriteMode.ReplaceSlice && _isExchange);
        await _session.CommitAsync(commit, cancellationToken);
        if (!_replaces) _committed.AddRange(_taken.Select(s => s.Marker with { Sequence = commit.Sequence }));
        _taken.Clear();
        _keys?.Committed();
        await ClickHouseFailpoints.AroundAsync(ClickHouseFailpoints.Clean, () => ClearAsync(cancellationToken));
    }

    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        _overlap.Clear();
        _isExchange = true;
        await _stage.ClearAsync(cancellationToken);
    }

    private void UseColumns()
    {
        var record = _session.Record;
        _columns = record.TableColumns;
        var versions = new VersionWriter(record.IsKeyed ? record.VersionColumn : null);
        _check = new ValueCheck(_spec.Mode == WriteMode.Append ? [] : record.Key, _spec.OnUnrepresentable,
            (vector, _) => ClickHouseTypes.FindUnrepresentable(vector) ?? versions.FindUnrepresentable(vector));
    }

    /// <summary>The batches of a slice, checked, with the table's columns.</summary>
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
        IReadOnlyList<SliceMarker> markers = [.. _committed];
        _committed.Clear();
        return markers;
    }

    private async ValueTask<T> GuardAsync<T>(Func<Task<T>> work)
    {
        if (_failure is not null) throw _failure;
        try
        {
            return await work();
        }
        catch (Exception e) when (ClickHouseErrors.IsServerError(e))
        {
            throw _failure = ClickHouseErrors.Explain(_session.Server.Place, e);
        }
        catch (DataSyncException e) when (e.Id == "TargetLocked")
        {
            throw _failure = e;
        }
    }
}
