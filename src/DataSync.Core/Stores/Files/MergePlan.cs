using DataSync.Rows;

namespace DataSync.Stores.Files;

/// <summary>
/// What one table's rows are made of at one moment: live files, deltas, and rows in memory; and how they become one stream a partition. Writers
/// and readers see a table through the same plan.
/// </summary>
internal sealed class MergePlan
{
    private readonly TableDefinition _definition;
    private readonly IReadOnlyList<Column> _columns, _merged;
    private readonly RowOrder _order;
    private readonly ConditionIndex? _conditions;
    private readonly IReadOnlyList<DeltaEntry> _deltas;
    private readonly int _blockRows;

    /// <param name="definition">What the table fixes.</param>
    /// <param name="columns">The columns wanted; those of the key, the version and the conditions among them.</param>
    /// <param name="versionColumn">The column whose higher value wins; null: the later row.</param>
    /// <param name="deltas">The committed rows that wait, oldest first.</param>
    /// <param name="conditions">What slices that are in no delta yet replace.</param>
    /// <param name="blockRows">Rows of a block.</param>
    public MergePlan(TableDefinition definition, IReadOnlyList<Column> columns, string? versionColumn, IReadOnlyList<DeltaEntry> deltas, IReadOnlyList<StoredConditions> conditions, int blockRows)
    {
        (_definition, _columns, _deltas, _blockRows) = (definition, columns, deltas, blockRows);
        Conditions = [.. deltas.SelectMany(d => d.Conditions), .. conditions];
        _merged = MergedColumns(definition, columns);
        _order = new RowOrder(_merged, definition.Key, versionColumn, columns.Count);
        if (definition.Mode == WriteMode.ReplaceSlice) _conditions = new ConditionIndex(Conditions, columns);
    }

    /// <summary>All conditions of slices that wait.</summary>
    public IReadOnlyList<StoredConditions> Conditions { get; }

    /// <summary>Rows that gave way to different rows of other slices.</summary>
    public long Conflicts { get; private set; }

    /// <summary>The columns rows have while they are merged: in ReplaceSlice mode with the slice's ordinal.</summary>
    public static IReadOnlyList<Column> MergedColumns(TableDefinition definition, IReadOnlyList<Column> columns) =>
        definition.Mode == WriteMode.ReplaceSlice ? [.. columns, ConditionIndex.Ordinal] : columns;

    /// <summary>The rows of a partition as they stand.</summary>
    /// <param name="file">The live file's rows; null where there is none.</param>
    /// <param name="deltas">The open deltas, oldest first.</param>
    /// <param name="memory">Rows in memory; null where there are none.</param>
    /// <param name="partition">The partition.</param>
    /// <param name="firstCounted">The first of the deltas whose conflicts are counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<RowBatch> ReadAsync(IAsyncEnumerable<RowBatch>? file, IReadOnlyList<DeltaFile> deltas, IAsyncEnumerable<RowBatch>? memory, string partition, int firstCounted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var block in MergeAsync(file, deltas, memory, partition, firstCounted, cancellationToken))
        {
            var rows = _conditions is null ? block : _conditions.Filter(block);
            if (rows.RowCount > 0) yield return rows;
        }
    }

    /// <summary>The same without dropping the rows that were replaced: for a longer delta of several.</summary>
    public async IAsyncEnumerable<RowBatch> MergeAsync(IAsyncEnumerable<RowBatch>? file, IReadOnlyList<DeltaFile> deltas, IAsyncEnumerable<RowBatch>? memory, string partition, int firstCounted,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var runs = deltas.Where(d => d.Partitions.Contains(partition)).Select(d => d.ReadAsync(partition, cancellationToken)).ToList();
        var counted = deltas.Take(firstCounted).Count(d => d.Partitions.Contains(partition));
        if (file is not null)
        {
            runs.Insert(0, file);
            counted++;
        }
        if (memory is not null) runs.Add(memory);
        var merger = new RunMerger(_order, _merged, _blockRows, laterRunWins: _definition.Mode == WriteMode.ReplaceSlice);
        await foreach (var block in merger.MergeAsync(runs, counted, cancellationToken)) yield return block;
        Conflicts += merger.Conflicts;
    }

    /// <summary>Opens the deltas that have rows.</summary>
    public List<DeltaFile> OpenDeltas(TablePaths paths) => [.. _deltas.Where(d => d.Rows > 0).Select(d => DeltaFile.Open(paths.Delta(d.Name)))];
}
