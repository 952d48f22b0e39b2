using DataSync.Rows;
using DataSync.Schema;

namespace DataSync.Stores.Files;

/// <summary>One step's part in rewriting a file: batches of the columns before the step in, of those after it out.</summary>
internal abstract class RowStage : IAsyncDisposable
{
    public abstract ValueTask<RowBatch> ApplyAsync(RowBatch batch);

    /// <summary>Called after the last batch.</summary>
    public virtual ValueTask FinishAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The stage of a step that needs nothing but the batch; null for one that leaves rows as they are.</summary>
    public static RowStage? Of(SchemaStep step) => step switch
    {
        AddColumn add => new Change(batch => [.. batch.Columns, Constant(add.Column, add.Default, batch.RowCount)]),
        DropColumn drop => new Change(batch => batch.Columns.Where(c => c.Column.Name != drop.Name)),
        RenameColumn rename => new Change(batch => batch.Columns.Select(c => c.Column.Name == rename.Name ? Renamed(c, rename.To) : c)),
        RetypeColumn retype => new Change(batch => batch.Columns.Select(c => c.Column.Name == retype.Name ? Widening.Convert(c, new Column(retype.Name, retype.Type)) : c)),
        ReorderColumns order => new Change(batch => order.Names.Select(n => batch.Columns[batch.IndexOf(n)])),
        ChangeKey => null,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.GetType().Name, "No such step."),
    };

    private static ColumnVector Constant(Column column, object? value, int count)
    {
        if (value is null) return ColumnVector.Nulls(column, count);
        var vector = ColumnVector.Create(column, count);
        for (var i = 0; i < count; i++) vector.AppendObject(value);
        return vector;
    }

    private static ColumnVector Renamed(ColumnVector vector, string name)
    {
        var renamed = vector.NewLike(new Column(name, vector.Column.Type), vector.Count);
        renamed.AppendRange(vector, 0, vector.Count);
        return renamed;
    }

    private sealed class Change(Func<RowBatch, IEnumerable<ColumnVector>> columns) : RowStage
    {
        public override ValueTask<RowBatch> ApplyAsync(RowBatch batch) => ValueTask.FromResult(new RowBatch([.. columns(batch)], batch.RowCount));
    }
}
