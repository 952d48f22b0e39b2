using DataSync.Rows;

namespace DataSync.Stores.Databases;

/// <summary>Where a writer's rows go within its transaction.</summary>
internal abstract class RowSink(TableSession session, string table, string birth)
{
    private IBulkLoad? _load;
    private bool _isBegun;

    /// <summary>Rows of equal key and different values among the slices of the run.</summary>
    public virtual long Conflicts => 0;

    protected TableSession Session => session;
    protected DatabaseServer Server => session.Server;
    protected string Table => table;
    protected string Birth => birth;
    protected IReadOnlyList<Column> Columns { get; private set; } = [];
    protected abstract string LoadTable { get; }
    protected abstract IReadOnlyList<Column> LoadColumns { get; }

    /// <summary>The sink of a mode: rows that nothing has to give way to go straight into the table, others are staged.</summary>
    public static RowSink Create(TableSession session, TargetSpec spec, DatabaseLimits limits, string table, string birth) =>
        spec.Mode == WriteMode.Append || (spec.Mode == WriteMode.Replace && spec.Key.Count == 0) ? new DirectSink(session, table, birth) : new StagedSink(session, spec, limits, table, birth);

    /// <summary>Takes rows of these columns from now on. Called outside of transactions.</summary>
    public virtual Task UseAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        Columns = columns;
        return Server.UseAsync(session.Connection, table, session.Record, cancellationToken);
    }

    /// <summary>True where an index would find the rows that such a slice replaces.</summary>
    public virtual bool NeedsIndex(IReadOnlyList<SliceCondition> conditions) => false;

    /// <summary>Makes that index. Called outside of transactions.</summary>
    public virtual Task IndexAsync(IReadOnlyList<SliceCondition> conditions) => Task.CompletedTask;

    /// <summary>Begins a slice.</summary>
    public virtual Task BeginSliceAsync(SliceRows slice) => Task.CompletedTask;

    /// <summary>Sends rows of the slice.</summary>
    public async Task WriteAsync(IReadOnlyList<RowBatch> batches)
    {
        if (batches.Count == 0) return;
        await BeginAsync();
        if (_load is null) await ReadyAsync();
        if (Server.NeedsPartitions(table, batches))
        {
            await FinishLoadAsync();
            await Server.PartitionAsync(session.Connection, table, birth, batches, CancellationToken.None);
        }
        _load ??= await Server.LoadAsync(session.Connection, LoadTable, LoadColumns, CancellationToken.None);
        foreach (var batch in batches) await _load.WriteAsync(Prepare(batch), CancellationToken.None);
    }

    /// <summary>Brings all rows into the table; the transaction stays open.</summary>
    public virtual async Task FinishAsync()
    {
        await BeginAsync();
        await FinishLoadAsync();
    }

    /// <summary>Takes back what the transaction holds.</summary>
    public virtual async Task RollBackAsync()
    {
        await FinishLoadAsync();
        if (_isBegun) await session.Connection.ExecuteAsync("ROLLBACK", CancellationToken.None);
        _isBegun = false;
        await Server.UseAsync(session.Connection, table, session.Record, CancellationToken.None);
    }

    /// <summary>The transaction was committed.</summary>
    public virtual void Committed() => _isBegun = false;

    /// <summary>Ends without a commit, whatever state the connection is in.</summary>
    public async Task AbandonAsync()
    {
        if (_load is null && !_isBegun) return;
        try
        {
            await RollBackAsync();
        }
        catch (Exception e) when (Server.IsServerError(e) || e is InvalidOperationException)
        {
            // the transaction ends with the connection, which is closed next
            _load = null;
        }
    }

    protected abstract RowBatch Prepare(RowBatch batch);

    /// <summary>Makes ready for a load, within the transaction.</summary>
    protected virtual Task ReadyAsync() => Task.CompletedTask;

    /// <summary>Makes ready for the next transaction, before it begins.</summary>
    protected virtual Task RenewAsync() => Task.CompletedTask;

    protected async Task BeginAsync()
    {
        if (_isBegun) return;
        await RenewAsync();
        await Server.BeginAsync(session.Connection, CancellationToken.None);
        _isBegun = true;
    }

    protected async Task FinishLoadAsync()
    {
        if (_load is null) return;
        var load = _load;
        _load = null;
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Load, () => load.FinishAsync(CancellationToken.None));
    }
}

/// <summary>Rows go straight into the table.</summary>
internal sealed class DirectSink(TableSession session, string table, string birth) : RowSink(session, table, birth)
{
    protected override string LoadTable => Table;
    protected override IReadOnlyList<Column> LoadColumns => Columns;

    protected override RowBatch Prepare(RowBatch batch) => batch;
}
