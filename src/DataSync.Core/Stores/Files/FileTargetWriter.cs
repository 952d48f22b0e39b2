using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>What the writers of all modes share: errors of the place in the user's words, and no way on after one.</summary>
internal abstract class FileTargetWriter(TableSession session, TargetSpec spec) : ITargetWriter
{
    private DataSyncException? _failure;

    protected TableSession Session { get; } = session;
    protected TargetSpec Spec { get; } = spec;
    protected SliceCheck Check { get; } = new(session.Format, spec.Mode == WriteMode.Append ? [] : spec.Key, spec.OnUnrepresentable);
    protected Partitioner Partitioner { get; private set; } = PartitionerOf(session);
    /// <summary>The slices taken since the last commit.</summary>
    protected List<SliceEntry> Taken { get; } = [];

    public TargetState State => Session.State;
    public IReadOnlyList<string> Warnings => Session.Warnings;
    public virtual IReadOnlyCollection<string> GenerationSlices => [];

    public Task EvolveAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken) => GuardAsync(async () =>
    {
        if (!Session.Evolve(columns)) return 0;
        Partitioner = PartitionerOf(Session);
        await OnEvolvedAsync();
        return 0;
    }).AsTask();

    public ValueTask<IReadOnlyList<SliceMarker>> WriteAsync(SliceRows slice, CancellationToken cancellationToken) => GuardAsync(() => TakeAsync(slice, cancellationToken));

    public ValueTask<IReadOnlyList<SliceMarker>> FlushAsync(CancellationToken cancellationToken) => GuardAsync(CommitAsync);

    public ValueTask<WriteSummary> CompleteAsync(CancellationToken cancellationToken) => GuardAsync(() => EndAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Session.Dispose();
    }

    /// <summary>Takes a slice whole or, where it throws <see cref="SliceRejectedException"/> or is cancelled, not at all.</summary>
    protected abstract ValueTask<IReadOnlyList<SliceMarker>> TakeAsync(SliceRows slice, CancellationToken cancellationToken);
    protected abstract ValueTask<IReadOnlyList<SliceMarker>> CommitAsync();
    protected abstract ValueTask<WriteSummary> EndAsync(CancellationToken cancellationToken);
    protected abstract ValueTask OnEvolvedAsync();
    protected abstract ValueTask CloseAsync();

    /// <summary>Commits a record with the slices taken, and says which they are.</summary>
    protected IReadOnlyList<SliceMarker> Commit(LogRecord record)
    {
        Session.Commit(record with { Slices = [.. Taken] });
        var sequence = Session.Manifest.Sequence;
        IReadOnlyList<SliceMarker> markers = [.. Taken.Select(s => s.Marker with { Sequence = sequence })];
        Taken.Clear();
        return markers;
    }

    /// <summary>The batches of a slice, checked, with the table's columns.</summary>
    protected async IAsyncEnumerable<RowBatch> AdmitAsync(SliceRows slice, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var row = 0L;
        await foreach (var batch in slice.Rows.WithCancellation(cancellationToken))
        {
            if (batch.RowCount == 0) continue;
            yield return Check.Admit(Conform.To(batch, Session.Columns), row);
            row += batch.RowCount;
        }
    }

    private static Partitioner PartitionerOf(TableSession session) =>
        Partitioner.Create(session.Manifest.Definition.Partitioning, session.Manifest.Definition.PartitionField, session.Columns);

    private async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> work)
    {
        if (_failure is not null) throw _failure;
        try
        {
            return await work();
        }
        catch (Exception e) when (Disk.IsPlaceError(e))
        {
            throw _failure = Disk.Explain(Session.Paths.Root, e);
        }
    }
}
