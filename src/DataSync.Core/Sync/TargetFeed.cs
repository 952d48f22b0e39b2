using System.Runtime.CompilerServices;
using System.Threading.Channels;
using DataSync.Diagnostics;
using DataSync.Rows;
using DataSync.Schema;
using DataSync.State;
using DataSync.Stores;
using DataSync.Sync.Readiness;
using DataSync.Sync.Restatements;

namespace DataSync.Sync;

/// <summary>
/// The one task that writes: takes slices in the generator's order, so that of overlapping slices the later wins however the answers arrive; commits at least every
/// half minute; and tells the index what the store made durable.
/// </summary>
internal sealed class TargetFeed(SyncSite site, ITargetWriter writer, LedgerIndex index, SchemaEvolution evolution, RunTally tally, ProgressReporter progress, RunStop stop, ISyncObserver observer)
{
    private static readonly TimeSpan FlushInterval = TimeSpan.FromSeconds(30);
    private readonly TimeProvider _time = site.Services.Time;
    private readonly bool _replaces = site.Plan.Mode == WriteMode.Replace;
    private readonly Dictionary<string, (DateTime At, string Version)> _versions = new(StringComparer.Ordinal);
    private readonly ReadinessCheck _readiness = new(site, index);
    private readonly Restatement _restatement = new(site);
    private readonly string _name = TargetCheck.NameOf(site.Plan);
    private long _slices, _rows, _empty;
    private IReadOnlyList<Column>? _columns;
    private long? _takenSince;

    /// <summary>Writes until the items end. Throws nothing: a store that fails stops the run.</summary>
    public async Task RunAsync(ChannelReader<WorkItem> items)
    {
        while (await WhileFlushingAsync(items.WaitToReadAsync().AsTask()))
        {
            while (items.TryRead(out var item))
            {
                if (await WhileFlushingAsync(item.Outcome) is { } outcome) await GuardAsync(() => TakeAsync(item, outcome));
                HeapTrim.Check();
                progress.Tick();
            }
        }
    }

    /// <summary>Commits what was taken.</summary>
    public Task FlushAsync() => GuardAsync(CommitAsync);

    /// <summary>Ends the run in the store; a generation is swapped in.</summary>
    public Task CompleteAsync() => GuardAsync(async () =>
    {
        Failpoint.Hit(SyncFailpoints.BeforeComplete);
        var summary = await writer.CompleteAsync(CancellationToken.None);
        Failpoint.Hit(SyncFailpoints.AfterComplete);
        tally.Conflicts(summary.Conflicts);
        Committed(summary.Committed);
        if (!_replaces) return;
        Failpoint.Hit(SyncFailpoints.BeforeIndex);
        await index.SyncAsync(site.Store, writer.State, CancellationToken.None);
        foreach (var slice in _versions.Keys.ToList()) KeepVersion(slice);
        site.Refused.ForgetAll();
        Failpoint.Hit(SyncFailpoints.AfterIndex);
        tally.Committed(_slices, _rows, _empty);
    });

    private async Task TakeAsync(WorkItem item, FetchOutcome outcome)
    {
        if (outcome.Failure is { } failure)
        {
            Note(item, failure);
            return;
        }
        await using var stage = outcome.Stage!;
        using var activity = Telemetry.StartSlice("datasync.write", site.Plan, item.Slice.Display);
        if (stop.StoreFailed) return;
        try
        {
            var last = index.Find(item.Slice.Key);
            if (await IsShortAsync(item, last, outcome.Marker!)) return;
            await EvolveAsync();
            var (marker, gone) = await CompareAsync(item, last, outcome.Marker!, stage);
            var rows = new SliceRows { Marker = marker, Rows = WithAsync(ConformAsync(stage), gone), Conditions = item.Conditions };
            var committed = await writer.WriteAsync(rows, CancellationToken.None);
            if (outcome.Version is { } version) _versions[marker.Slice] = (marker.At, version);
            if (_replaces || !committed.Any(m => m.Slice == marker.Slice)) _takenSince ??= _time.GetTimestamp();
            else _takenSince = null;
            if (_replaces) Count(marker);
            Committed(committed);
        }
        catch (SliceRejectedException e)
        {
            var named = e.Failure with { Message = $"{site.Dataset.Name}: {item.Slice.Display}: {e.Failure.Message}" };
            tally.Failed(item.Slice, named);
            Note(item, named);
        }
        if (_takenSince is { } since && _time.GetElapsedTime(since) >= FlushInterval) await CommitAsync();
    }

    /// <summary>True where an answer has fewer rows than are expected and is to be asked again; nothing of it is stored then, so that readers never see half a day.</summary>
    private async Task<bool> IsShortAsync(WorkItem item, SliceRecord? last, SliceMarker marker)
    {
        var (reason, isPending) = await _readiness.JudgeAsync(item.Slice, last, marker.Rows, CancellationToken.None);
        if (reason is null) return false;
        if (!isPending)
        {
            observer.Warning($"{_name}: {item.Slice.Display}: {reason}; it is taken as it is, as it has had its time.");
            return false;
        }
        index.Short(item.Slice.Key, item.Slice.Date, _time.GetUtcNow().UtcDateTime, $"{reason}.");
        observer.Verbose($"{_name}: {item.Slice.Display}: {reason}; it is asked again next time.");
        if (_replaces) tally.Failed(item.Slice, new(FailureCategory.Short, $"{site.Dataset.Name}: {item.Slice.Display}: {reason}.") { Advice = "The table stays as it is; the next run asks again." });
        else tally.Short();
        return true;
    }

    /// <summary>Notices what differs from the last answer; the rows that vanished are returned where they are to be marked.</summary>
    private async Task<(SliceMarker Marker, IReadOnlyList<RowBatch> Gone)> CompareAsync(WorkItem item, SliceRecord? last, SliceMarker marker, SliceStage stage)
    {
        var first = last?.FirstAt ?? last?.At ?? marker.At;
        marker = marker with { FirstAt = first, ChangedAt = last?.ChangedAt ?? first };
        if (!Restatement.IsSuspected(marker, last)) return (marker, []);
        // what of this run is still to be committed is compared with, too
        if (_restatement.Marks) await CommitAsync();
        var change = await _restatement.CompareAsync(item.Slice, last!, marker, writer.State, ConformAsync(stage), CancellationToken.None);
        if (change is { Any: false }) return (marker, []); // the same rows in another order
        tally.Changed(change);
        observer.Verbose($"{_name}: {item.Slice.Display}: changed since {last!.At:u}{(change is null ? "" : $": {change.Added:N0} rows added, {change.Changed:N0} changed, {change.Vanished:N0} vanished")}.");
        var at = new DateTime(marker.At.Ticks - marker.At.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        return (marker with { ChangedAt = marker.At }, [.. (change?.Gone ?? []).Select(g => Restatement.Mark(g, at))]);
    }

    private static async IAsyncEnumerable<RowBatch> WithAsync(IAsyncEnumerable<RowBatch> rows, IReadOnlyList<RowBatch> gone)
    {
        await foreach (var batch in rows) yield return batch;
        foreach (var batch in gone) yield return batch;
    }

    private async Task CommitAsync()
    {
        _takenSince = null;
        Committed(await writer.FlushAsync(CancellationToken.None));
    }

    private void Note(WorkItem item, Failure failure) =>
        index.Fail(item.Slice.Key, item.Slice.Date, _time.GetUtcNow().UtcDateTime, RunStop.Reason.Text(failure));

    private void Committed(IReadOnlyList<SliceMarker> markers)
    {
        if (markers.Count == 0 || _replaces) return; // a generation counts when it is swapped in
        Failpoint.Hit(SyncFailpoints.BeforeIndex);
        index.Commit(markers, writer.State);
        foreach (var marker in markers) KeepVersion(marker.Slice);
        Failpoint.Hit(SyncFailpoints.AfterIndex);
        foreach (var marker in markers)
        {
            site.Refused.Forget(marker.Slice);
            Count(marker);
        }
        tally.Committed(_slices, _rows, _empty);
        (_slices, _rows, _empty) = (0, 0, 0);
    }

    private void KeepVersion(string slice)
    {
        if (_versions.Remove(slice, out var read)) index.SetVersion(slice, read.At, read.Version);
    }

    private void Count(SliceMarker marker)
    {
        _slices++;
        _rows += marker.Rows;
        if (marker.Rows == 0) _empty++;
        observer.SliceDone(site.Plan, site.Slices.FromKey(marker.Slice)?.Display ?? marker.Slice, marker.Rows);
    }

    /// <summary>Gives the table the columns that the dataset has by now.</summary>
    private async Task EvolveAsync()
    {
        var wanted = evolution.Current.Columns;
        if (ReferenceEquals(wanted, _columns)) return;
        var current = wanted;
        wanted = TargetCheck.ColumnsOf(site.Plan, wanted);
        var have = writer.State.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var changed = wanted.Where(w => !have.TryGetValue(w.Name, out var h) || !Widening.Holds(h.Type, w.Type))
            .Select(w => have.TryGetValue(w.Name, out var h) ? w with { Type = Widening.Join(h.Type, w.Type) } : w).ToList();
        if (changed.Count > 0)
        {
            await RefuseLossAsync(have, changed);
            await writer.EvolveAsync(changed, CancellationToken.None);
        }
        _columns = current;
        if (!ReferenceEquals(current, site.Dataset.Columns)) SaveDataset();
    }

    /// <summary>Looks at what is stored before a column takes a type that may not hold all of it, while nothing is changed yet.</summary>
    /// <exception cref="DataSyncException"><c>ColumnNotWidened</c>, with the value.</exception>
    private async Task RefuseLossAsync(Dictionary<string, Column> have, List<Column> changed)
    {
        var risky = changed.Where(c => have.TryGetValue(c.Name, out var stored) && Widening.MayLose(stored.Type, c.Type)).ToList();
        if (risky.Count == 0 || _replaces) return;
        await CommitAsync(); // what was taken is to be looked at too
        await foreach (var batch in site.Store.ReadAsync(site.Plan.TargetTable, new ReadQuery { Columns = [.. risky.Select(c => c.Name)] }, CancellationToken.None))
        {
            foreach (var column in risky)
            {
                try
                {
                    _ = Widening.Convert(batch.Columns[batch.IndexOf(column.Name)], column);
                }
                catch (SliceRejectedException e)
                {
                    throw new DataSyncException("ColumnNotWidened", $"column '{column.Name}' would become {column.Type}, as the vendor's answer needs, but holds values that type does not: {e.Message}",
                        $"Give the column a type that holds both, such as String: Set-DsDataset {site.Dataset.Name} -ColumnType @{{ {column.Name} = 'String' }}.", e);
                }
            }
        }
    }

    /// <summary>
    /// Keeps what the columns became, before rows with them are committed: a table that lacks a column of its dataset gets it with the next
    /// run, but nothing would tell a dataset of a column that only its table has.
    /// </summary>
    private void SaveDataset()
    {
        Failpoint.Hit(SyncFailpoints.BeforeDataset);
        site.Workspace.Datasets.Update(site.Dataset.Name, evolution.MergeInto, $"a run of {TargetCheck.NameOf(site.Plan)}: the vendor's answers");
        Failpoint.Hit(SyncFailpoints.AfterDataset);
    }

    /// <summary>Rows that were answered before a column was widened get its new type.</summary>
    private async IAsyncEnumerable<RowBatch> ConformAsync(SliceStage stage, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var types = writer.State.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        await foreach (var batch in stage.ReadAsync(cancellationToken))
        {
            var fits = batch.Columns.All(v => !types.TryGetValue(v.Column.Name, out var column) || column.Type == v.Column.Type);
            yield return fits ? batch : new RowBatch([.. batch.Columns.Select(v => types.TryGetValue(v.Column.Name, out var column) ? Widening.Convert(v, column) : v)], batch.RowCount);
        }
    }

    /// <summary>Waits for something, and commits what was taken when that takes long.</summary>
    private async Task<T> WhileFlushingAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted && _takenSince is { } since)
        {
            using var awake = new CancellationTokenSource();
            var left = FlushInterval - _time.GetElapsedTime(since);
            if (left > TimeSpan.Zero && await Task.WhenAny(task, Task.Delay(left, _time, awake.Token)) == task)
            {
                await awake.CancelAsync();
                break;
            }
            await FlushAsync();
        }
        return await task;
    }

    private async Task GuardAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (Exception e)
        {
            observer.Debug(e.ToString());
            site.SetAsideIfDamaged(e);
            stop.Because(new(RunStatus.Failed, $"Store '{site.Plan.Store}', table '{site.Plan.TargetTable}': {RunStop.Reason.Text(e)}", IsStore: true));
        }
    }
}
