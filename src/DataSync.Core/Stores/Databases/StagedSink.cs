using DataSync.Rows;
using DataSync.Stores.Files;

namespace DataSync.Stores.Databases;

/// <summary>
/// Rows go into a temporary table, and from there into the table, where the key decides. The slices of ReplaceSlice share one such move as long as
/// none of them can select the rows of another.
/// </summary>
internal sealed class StagedSink(TableSession session, TargetSpec spec, DatabaseLimits limits, string table, string birth) : RowSink(session, table, birth)
{
    private readonly KeyTracker _keys = new(spec.Key, limits.KeptKeys, knowsDuplicates: true);
    private readonly List<IReadOnlyList<SliceCondition>> _replaced = [];
    private readonly HashSet<string> _selections = new(StringComparer.Ordinal);
    private readonly HashSet<string> _indexed = new(StringComparer.Ordinal);
    private string _stage = "", _shape = "";
    private Column[] _stageColumns = [];
    private int _slice;
    private long _row, _staged, _repeated;
    private bool _isRepeated, _isUsed;

    public override long Conflicts => _keys.Conflicts;
    protected override string LoadTable => _stage;
    protected override IReadOnlyList<Column> LoadColumns => _stageColumns;

    public override async Task UseAsync(IReadOnlyList<Column> columns, CancellationToken cancellationToken)
    {
        await base.UseAsync(columns, cancellationToken);
        _stageColumns = [.. columns, StageOrdinal.For(columns)];
        _stage = await Server.CreateStageAsync(Session.Connection, Session.Record, _stageColumns, cancellationToken);
        _isUsed = false;
        _keys.Forget(); // rows of other columns have other hashes
    }

    public override bool NeedsIndex(IReadOnlyList<SliceCondition> conditions) => spec.Mode == WriteMode.ReplaceSlice && conditions.Count > 0 && !_indexed.Contains(ShapeOf(conditions));

    public override async Task IndexAsync(IReadOnlyList<SliceCondition> conditions)
    {
        _indexed.Add(ShapeOf(conditions));
        // equal columns first, as an index serves one range at most
        var columns = conditions.OrderBy(c => c.Operator is FilterOperator.Equals or FilterOperator.In ? 0 : 1).Select(c => c.Column).Distinct().ToList();
        if (!spec.Key.Take(columns.Count).SequenceEqual(columns)) await Server.IndexAsync(Session.Connection, Table, columns, Birth, CancellationToken.None);
    }

    public override async Task BeginSliceAsync(SliceRows slice)
    {
        (_slice, _row, _isRepeated) = (_slice + 1, 0, slice.Marker.IsRepeated);
        if (spec.Mode != WriteMode.ReplaceSlice) return;
        await BeginAsync();
        var (shape, selection) = (ShapeOf(slice.Conditions), SelectionOf(slice.Conditions));
        if (_replaced.Count > 0 && (shape != _shape || selection is null || _selections.Contains(selection))) await MoveAsync();
        _shape = shape;
        _replaced.Add(slice.Conditions);
        _selections.Add(selection ?? "");
    }

    public override async Task FinishAsync()
    {
        await base.FinishAsync();
        await MoveAsync();
    }

    public override async Task RollBackAsync()
    {
        await base.RollBackAsync();
        Forget();
        _keys.Forget();
    }

    public override void Committed()
    {
        base.Committed();
        _keys.Committed();
        _slice = 0;
    }

    protected override async Task RenewAsync()
    {
        if (_isUsed) await Server.RenewStageAsync(Session.Connection, _stage, CancellationToken.None);
        _isUsed = false;
    }

    protected override async Task ReadyAsync()
    {
        // rows that an earlier move of this transaction has left
        if (_isUsed && _staged == 0) await Server.ClearStageAsync(Session.Connection, _stage, CancellationToken.None);
    }

    protected override RowBatch Prepare(RowBatch batch)
    {
        if (spec.Key.Count > 0) _keys.Add(batch, _slice);
        var first = ((long)_slice << StageOrdinal.RowBits) + _row;
        var ordinals = new long[batch.RowCount];
        for (var i = 0; i < ordinals.Length; i++) ordinals[i] = first + i;
        (_row, _staged, _isUsed) = (_row + ordinals.Length, _staged + ordinals.Length, true);
        if (_isRepeated) _repeated += ordinals.Length;
        return new RowBatch([.. batch.Columns, new ColumnVector<long>(_stageColumns[^1], ordinals, null)], batch.RowCount);
    }

    /// <summary>Removes what the gathered slices replace, and moves their rows in.</summary>
    private async Task MoveAsync()
    {
        if (_replaced.Count == 0 && _staged == 0) return;
        await FinishLoadAsync();
        await DatabaseFailpoints.AroundAsync(DatabaseFailpoints.Merge, async () =>
        {
            foreach (var conditions in _replaced)
            {
                await using var delete = Session.Connection.Command("");
                delete.CommandText = $"DELETE FROM {Table} WHERE {SqlConditions.ForSlice(delete, conditions, Server.Quote)}";
                await delete.ExecuteNonQueryAsync();
            }
            if (_staged == 0) return;
            var replacesSlices = spec.Mode == WriteMode.ReplaceSlice;
            await Server.MergeAsync(Session.Connection, new(_stage, Table, Columns, spec.Key, spec.VersionColumn, _keys.HasDuplicates, LaterSliceWins: replacesSlices, AreMostlyStored: !replacesSlices && _repeated > _staged / 2), CancellationToken.None);
        });
        Forget();
    }

    private void Forget()
    {
        _replaced.Clear();
        _selections.Clear();
        (_staged, _repeated) = (0, 0);
    }

    private static string ShapeOf(IReadOnlyList<SliceCondition> conditions) => string.Join('\u0001', conditions.Select(c => $"{c.Operator} {c.Column}"));

    /// <summary>Names the rows that conditions select; null where another name may select some of the same.</summary>
    private string? SelectionOf(IReadOnlyList<SliceCondition> conditions)
    {
        var values = new List<string>();
        foreach (var condition in conditions)
        {
            var column = Columns.First(c => c.Name == condition.Column);
            if (condition.Operator != FilterOperator.Equals || column.Type.Kind is DataKind.Double or DataKind.Decimal or DataKind.Json or DataKind.Binary) return null;
            values.AddRange(StoredCondition.Of(condition, column).Values);
        }
        return string.Join('\u0001', values);
    }
}
